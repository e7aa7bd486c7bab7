// Checks Kubernetes objects by the API's own schemas: node schemas.mjs FOLDER < objects.json
// FOLDER/node_modules has kubernetes-models; the objects are one JSON array. Prints a line per fault, then a count.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "package.json"));
const objects = JSON.parse(readFileSync(0, "utf8"));

// The schemas allow what they don't know, so that a misspelt field would pass. What the validator never looked at is
// not in the schema: each look is noted.
function watched(value, path, seen) {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const inner = Reflect.get(target, name);
      if (typeof name !== "string" || !Object.hasOwn(target, name)) return inner;
      seen.add(`${path}/${name}`);
      return watched(inner, `${path}/${name}`, seen);
    },
  });
}

function* unseen(value, path, seen) {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!seen.has(`${path}/${name}`)) yield `${path}/${name} is not in the schema`;
    else yield* unseen(inner, `${path}/${name}`, seen);
  }
}

function* faults({ apiVersion, kind, ...rest }) {
  let Model;
  try {
    Model = require(`kubernetes-models/${apiVersion}/${kind}`)[kind];
  } catch {
    yield "there is no such kind";
    return;
  }
  const model = new Model(rest);
  const seen = new Set();
  try {
    model.validate.call(watched(model, "", seen));
  } catch (e) {
    yield e.message;
  }
  yield* unseen(model, "", seen);
}

for (const object of objects)
  for (const fault of faults(object))
    console.log(`${object.apiVersion} ${object.kind} ${object.metadata?.name}: ${fault}`);
console.log(`${objects.length} objects checked`);
