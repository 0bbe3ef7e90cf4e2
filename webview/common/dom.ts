/** Making elements. All text goes in as text nodes: nothing that the user's program says is ever parsed as HTML. */

export interface ElementOptions {
  class?: string;
  title?: string;
  attributes?: Record<string, string>;
  onClick?: (event: MouseEvent) => void;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (options.class) made.className = options.class;
  if (options.title) made.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  if (options.onClick) made.addEventListener('click', options.onClick as EventListener);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Sets the text only when it differs, so that screen readers and layout are left alone. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Text with what stands in backticks set as code. */
export function prose(text: string): Node[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? element('code', {}, part) : document.createTextNode(part)));
}

/** A link that acts in the editor. */
export function actionLink(text: string, title: string, onClick: () => void): HTMLButtonElement {
  return element('button', { class: 'link', title, attributes: { type: 'button' }, onClick: (event) => {
    event.stopPropagation();
    onClick();
  } }, text);
}
