#!/usr/bin/env node
// Holds Kubernetes objects against the published schemas.
//
//   node check_schemas.js < objects.json
//
// Reads a JSON array of objects; writes a JSON array of strings, one for each
// thing that a server would refuse: a kind without a schema, a wrong type, a
// missing or an unknown field. The schemas are those that the npm packages
// kubernetes-models and @kubernetes-models/cert-manager carry, made from
// Kubernetes' OpenAPI description and cert-manager's resource definitions.
"use strict";

const fs = require("node:fs");
const validation = require("@kubernetes-models/validate");

const PACKAGES = { "cert-manager.io": "@kubernetes-models/cert-manager" };

// Kubernetes' description allows fields that it does not name; its servers, asked
// for strict field validation as kubectl does, refuse them.
function forbidUnknownFields(schema) {
  if (Array.isArray(schema)) return schema.map(forbidUnknownFields);
  if (schema === null || typeof schema !== "object") return schema;
  const strict = {};
  for (const [key, value] of Object.entries(schema)) {
    // Below "properties" keys are names of fields, not of rules.
    strict[key] = key === "properties"
      ? Object.fromEntries(Object.entries(value).map(
        ([name, field]) => [name, forbidUnknownFields(field)]))
      : forbidUnknownFields(value);
  }
  if (strict.properties && strict.additionalProperties === undefined) {
    strict.additionalProperties = false;
  }
  return strict;
}

const register = validation.register;
validation.register = (id, schema) => register(id, forbidUnknownFields(schema));

function modelOf(object) {
  const version = String(object.apiVersion);
  const group = version.includes("/") ? version.split("/")[0] : "";
  const pack = PACKAGES[group] || "kubernetes-models";
  return require(`${pack}/${version}/${object.kind}`)[object.kind];
}

function nameOf(object) {
  return `${object.kind}/${object.metadata && object.metadata.name}`;
}

function describe(error) {
  const what = error.params && (error.params.additionalProperty || error.params.allowedValues);
  return `${error.instancePath || "/"} ${error.message}${what ? `: ${what}` : ""}`;
}

function violationsOf(object) {
  let Model;
  try {
    Model = modelOf(object);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND" && error.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    return [`${nameOf(object)}: no schema for ${object.apiVersion} ${object.kind}`];
  }
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    return error.errors.map((one) => `${nameOf(object)}: ${describe(one)}`);
  }
}

const objects = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(objects.flatMap(violationsOf)));
