/** A drop-down in VS Code's look. */
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';

export interface SingleSelect<Id extends string> {
  element: HTMLElement;
  set(id: Id): void;
}

export function singleSelect<Id extends string>(
  label: string, options: readonly { id: Id; label: string; explanation?: string }[], onChange: (id: Id) => void,
): SingleSelect<Id> {
  const select = document.createElement('vscode-single-select') as VscodeSingleSelect;
  select.label = label;
  select.setAttribute('aria-label', label);
  for (const { id, label: text, explanation } of options) {
    const option = document.createElement('vscode-option');
    option.setAttribute('value', id);
    if (explanation) option.setAttribute('description', explanation);
    option.textContent = text;
    select.append(option);
  }
  select.addEventListener('change', () => onChange(select.value as Id));
  return {
    element: select,
    set: (id) => {
      if (select.value !== id) select.value = id;
    },
  };
}
