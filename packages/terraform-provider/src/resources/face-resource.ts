/**
 * A resource that is one object of a face: all that is its own is how its documents and its attributes become each
 * other. What is answered to each change is the new state.
 */

import { type Outcome, succeed } from "../engine/diagnostics.ts";
import type { Resource } from "../engine/kinds.ts";
import { reconcile } from "../engine/reconcile.ts";
import type { Attributes, Planned, Stored } from "../engine/schema.ts";
import type { Values } from "../engine/values.ts";
import type { Server } from "../server/connection.ts";
import {
  type Answered,
  createObject,
  deleteObject,
  type FaceObject,
  type Known,
  patchObject,
  readObject,
  replaceObject,
  type Sent,
} from "./face-object.ts";

/** How the attributes of a resource and the documents of its object become each other. */
export interface Translation<S extends Attributes> {
  readonly objectOf: (values: Stored<S> | Planned<S>) => FaceObject;
  readonly newDocument: (planned: Planned<S>) => Sent;
  readonly change: (prior: Stored<S>, planned: Planned<S>) => Sent;
  /** Present where a change is the whole new document: the members that the resource decides, within objects by name. */
  readonly replaces?: Known;
  /** @param before the plan or state that the answer is compared with; after an import it says little but the id */
  readonly read: (object: FaceObject, answer: Answered, before: Stored<S> | Planned<S>) => Outcome<Stored<S>>;
  /** Whether what is found where the state's object was is another one, so that the state's own is gone. */
  readonly isAnother?: (state: Stored<S>, found: Stored<S>) => boolean;
}

export function faceResource<S extends Attributes>(
  how: Translation<S>,
): Pick<Required<Resource<S, Server>>, "create" | "read" | "update" | "destroy"> {
  return {
    async create(server, planned, call) {
      const object = how.objectOf(planned);
      const isPlanned = (answer: Answered) => {
        const found = how.read(object, answer, planned);
        return found.ok && isSame(object, planned, found.value);
      };
      const created = await createObject(server, object, how.newDocument(planned), isPlanned, call);
      if (!created.ok) return created;
      const made = how.read(object, created.answer, planned);
      // It is there, whatever came back: without a state nobody would know of it.
      return made.ok ? made : { ...made, left: planned };
    },
    async read(server, state, call) {
      const object = how.objectOf(state);
      const answered = await readObject(server, object, call);
      if (!answered.ok) return answered;
      if (answered.value === null) return succeed(null);
      const found = how.read(object, answered.value, state);
      return found.ok && how.isAnother?.(state, found.value) === true ? succeed(null) : found;
    },
    async update(server, { prior, planned }, call) {
      const object = how.objectOf(planned);
      const document = how.change(prior, planned);
      const changed =
        how.replaces === undefined
          ? await patchObject(server, object, document, call)
          : await replaceObject(server, object, document, how.replaces, call);
      return changed.ok ? how.read(object, changed.answer, planned) : changed;
    },
    destroy: (server, state, call) => deleteObject(server, how.objectOf(state), call),
  };
}

/** Wherever the plan leaves nothing to the server: one whose creation was not answered may be somebody else's. */
function isSame({ attributes }: FaceObject, planned: Values, found: Values): boolean {
  return reconcile(attributes, planned, found).differences.length === 0;
}
