/**
 * Whether what a model learns from is made by what is being trained: a policy plays the games that it learns from, a value
 * network gives its own targets, a discriminator is shown what the generator makes. The losses of two such steps are not
 * values of one function, and nothing follows from their difference.
 *
 * Seen by the layers that a program calls between the steps of a model, or in them beside it, when their weights have
 * changed since the model's first step; and by tensors whose values are read while the loss is made, because what a
 * program makes of them has no gradient. A teacher that is trained no more, and evaluations, are none of this.
 */
import { intercept } from '../patch.js';
import { internals, type Engine, type Layer, type Tfjs, type Variable } from '../tfjs.js';

/** A model is known by the first variable that its steps differentiate. */
interface Course {
  firstStep: number;
  lastStep: number;
  /** Steps since the last answer, and those of them with feedback. */
  steps: number;
  fed: number;
}

/** LayersModel, as far as its way to evaluate is concerned: in `evaluate`, and for the validation data of `fit`. */
interface Evaluator {
  makeTestFunction(): void;
  testFunction: (data: unknown) => unknown;
}

export class Feedback {
  private readonly courses = new WeakMap<Variable, Course>();
  /** Steps that had begun when the layer of this weight was called last outside of all steps. */
  private readonly called = new Map<Variable, number>();
  /** Weights of layers that the present step calls. */
  private readonly calledInStep = new Set<Variable>();
  /** Steps that had begun when the weight was assigned last. */
  private readonly assigned = new WeakMap<Variable, number>();
  private isEvaluating = false;
  private hasRead = false;

  /** Hooks; the answers undo them. */
  install(tf: Tfjs, engine: Engine): (() => void)[] {
    return [
      intercept(engine, 'readSync', (_, args, call) => {
        if (engine.state.gradientDepth > 0) this.hasRead = true;
        return call(...args);
      }),
      intercept(tf.LayersModel.prototype as unknown as Evaluator, 'makeTestFunction', (model, _, call) => {
        call();
        const { testFunction } = model;
        model.testFunction = (data) => this.whileEvaluating(() => testFunction(data));
      }),
    ];
  }

  layerCalled(layer: Layer, stepsBegun: number, inStep: boolean): void {
    const weight = this.isEvaluating ? undefined : ownWeight(layer);
    if (!weight) return;
    if (inStep) this.calledInStep.add(weight);
    else this.called.set(weight, stepsBegun);
  }

  assign(variable: Variable, stepsBegun: number): void {
    this.assigned.set(variable, stepsBegun);
  }

  /** The forward pass of a step is over, which differentiates these variables. */
  stepped(step: number, variables: readonly Variable[]): void {
    const course = this.courses.get(variables[0]!) ?? { firstStep: step, lastStep: step, steps: 0, fed: 0 };
    this.courses.set(variables[0]!, course);
    course.steps++;
    if (this.hasRead || this.asksWhatIsTrained(course, variables)) course.fed++;
    course.lastStep = step;
    this.hasRead = false;
    this.calledInStep.clear();
  }

  /** Share of the model's steps since it was asked last. */
  share(variables: readonly Variable[]): number {
    const course = this.courses.get(variables[0]!);
    if (!course || course.steps === 0) return 0;
    const share = course.fed / course.steps;
    course.steps = 0;
    course.fed = 0;
    return share;
  }

  private whileEvaluating<T>(evaluate: () => T): T {
    this.isEvaluating = true;
    try {
      return evaluate();
    } finally {
      this.isEvaluating = false;
    }
  }

  private asksWhatIsTrained({ firstStep, lastStep }: Course, variables: readonly Variable[]): boolean {
    const changes = (weight: Variable): boolean => (this.assigned.get(weight) ?? 0) > firstStep;
    for (const [weight, stepsBegun] of this.called) {
      if (weight.isDisposed) this.called.delete(weight);
      else if (stepsBegun > lastStep && changes(weight)) return true;
    }
    const own = new Set(variables);
    return [...this.calledInStep].some((weight) => !own.has(weight) && changes(weight));
  }
}

/** A weight that training changes: also of a layer that is frozen at the moment, as a GAN's discriminator is in turns. */
function ownWeight(layer: Layer): Variable | undefined {
  const { _trainableWeights: own, trainableWeights } = internals(layer);
  return (own[0] ?? trainableWeights[0])?.val;
}
