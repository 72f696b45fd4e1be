#!/usr/bin/env node
// Submits an article, waits until it is read, and lists its facts with their evidence.
//
//   cd examples/node && npm ci
//   node read_article.js ARTICLE                  (with dateline serve --insecure running)
//   node read_article.js --server HOST:PORT --ca ca.crt --token-file token ARTICLE
//
// A server with TLS needs --ca and who you are: --token-file (or DATELINE_TOKEN in
// the environment), or --certificate and --key. Where the three services run as
// daemons of their own, --query-server says where the facts are asked for.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

const SECONDS = 60; // The deadline of a call; waiting for delivery gets five times as long.
const PROTOS = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "proto");

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: "string", default: "127.0.0.1:7878" },
    "query-server": { type: "string" },
    ca: { type: "string" },
    certificate: { type: "string" },
    key: { type: "string" },
    "token-file": { type: "string" },
  },
});

// The services, read from the protos without a build step.
const { dateline } = grpc.loadPackageDefinition(protoLoader.loadSync(
  ["dateline/ingest/v1/ingest.proto", "dateline/query/v1/query.proto"],
  { includeDirs: [PROTOS], keepCase: true, longs: String, enums: String, defaults: true, oneofs: true }));

// Credentials with TLS, a client certificate and a token, as far as given.
function credentials() {
  const token = flags["token-file"]
    ? readFileSync(flags["token-file"], "utf8").trim() : process.env.DATELINE_TOKEN;
  if (!flags.ca) {
    if (token) throw new Error("a token would travel in the clear: give --ca");
    return grpc.credentials.createInsecure();
  }
  const tls = grpc.credentials.createSsl(readFileSync(flags.ca),
    flags.key && readFileSync(flags.key), flags.certificate && readFileSync(flags.certificate));
  if (!token) return tls;
  return grpc.credentials.combineChannelCredentials(tls,
    grpc.credentials.createFromMetadataGenerator((_, take) => {
      const metadata = new grpc.Metadata();
      metadata.set("authorization", `Bearer ${token}`);
      take(null, metadata);
    }));
}

const deadline = (seconds) => ({ deadline: Date.now() + seconds * 1000 });

// One unary call as a promise.
function call(client, method, request) {
  return new Promise((resolve, reject) => client[method](request, deadline(SECONDS),
    (error, answer) => (error ? reject(error) : resolve(answer))));
}

// Submits a file; the id of its document. Submitting twice changes nothing.
async function submit(ingest, path) {
  const document = { content: readFileSync(path), uri: basename(path) };
  return (await call(ingest, "SubmitDocument", { document })).document_id;
}

async function waitUntilDelivered(ingest, id) {
  let last;
  const updates = ingest.WatchDelivery({ document_ids: [id], until_settled: true }, deadline(5 * SECONDS));
  for await (const update of updates) last = update.delivery;
  if (last.state !== "DELIVERY_STATE_DELIVERED") {
    throw new Error(`not delivered: ${last.state} ${last.last_error}`);
  }
}

// All facts that the document attests, page by page.
async function* factsOf(query, id) {
  const request = { filter: { document_ids: [id] }, page_token: "" };
  do {
    const page = await call(query, "ListFacts", request);
    yield* page.facts;
    request.page_token = page.next_page_token;
  } while (request.page_token);
}

function describe({ value, entity, time, number, text }) {
  return { entity: entity?.name, time: time?.edtf, number: String(number), text }[value] ?? "";
}

// What a fact says, in one line.
function headline({ type, content, relation, event, statement, claim }) {
  switch (content) {
    case "relation":
      return `${type}: ${relation.subject.name}, ${describe(relation.object)}`;
    case "event":
      return `${type}: ${event.roles.map((role) => `${role.role} ${describe(role.value)}`).join(", ")}`;
    case "statement":
      return `said: ${statement.speaker?.name ?? ""}, “${statement.content}”`;
    default:
      return `claim: ${claim.subject.text} ${claim.relation}`;
  }
}

async function main() {
  if (positionals.length !== 1) throw new Error("give one file with an article");
  const ingest = new dateline.ingest.v1.IngestService(flags.server, credentials());
  const query = new dateline.query.v1.QueryService(flags["query-server"] ?? flags.server, credentials());
  const id = await submit(ingest, positionals[0]);
  await waitUntilDelivered(ingest, id);
  for await (const fact of factsOf(query, id)) {
    console.log(headline(fact.content));
    for (const attestation of fact.attestations.filter((one) => one.document_id === id)) {
      for (const { text } of attestation.evidence) {
        console.log(`    ${text.split(/\s+/).filter(Boolean).join(" ")}`);
      }
    }
  }
  ingest.close();
  query.close();
}

main().catch((error) => {
  console.error(error.code === undefined ? error.message : `${grpc.status[error.code]}: ${error.details}`);
  process.exitCode = 1;
});
