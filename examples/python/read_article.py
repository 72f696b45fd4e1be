#!/usr/bin/python3
"""Submits an article, waits until it is read, and lists its facts with their evidence.

Make the stubs once, from the root of the source tree:

    mkdir -p build/python
    protoc -I proto --python_out=build/python --grpc_python_out=build/python \\
        --plugin=protoc-gen-grpc_python="$(which grpc_python_plugin)" $(find proto/dateline -name '*.proto')

Then, with a server running (dateline serve --insecure):

    PYTHONPATH=build/python /usr/bin/python3 examples/python/read_article.py ARTICLE
    ... read_article.py --server HOST:PORT --ca ca.crt --token-file token ARTICLE

A server with TLS needs --ca and who you are: --token-file (or DATELINE_TOKEN in
the environment), or --certificate and --key. Where the three services run as
daemons of their own, --query-server says where the facts are asked for.
"""
import argparse
import os
import sys

import grpc
from dateline.ingest.v1 import ingest_pb2, ingest_pb2_grpc
from dateline.query.v1 import query_pb2, query_pb2_grpc

SECONDS = 60  # The deadline of a call; waiting for delivery gets five times as long.


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def open_channel(address, args):
    """A channel with TLS, a client certificate and a token, as far as given."""
    token = os.environ.get("DATELINE_TOKEN", "")
    if args.token_file:
        token = read_bytes(args.token_file).decode().strip()
    if not args.ca:
        if token:
            sys.exit("a token would travel in the clear: give --ca")
        return grpc.insecure_channel(address)
    credentials = grpc.ssl_channel_credentials(
        root_certificates=read_bytes(args.ca),
        private_key=read_bytes(args.key) if args.key else None,
        certificate_chain=read_bytes(args.certificate) if args.certificate else None)
    if token:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.access_token_call_credentials(token))
    return grpc.secure_channel(address, credentials)


def submit(ingest, path):
    """Submits a file; the id of its document. Submitting twice changes nothing."""
    document = ingest_pb2.RawDocument(content=read_bytes(path), uri=os.path.basename(path))
    answer = ingest.SubmitDocument(ingest_pb2.SubmitDocumentRequest(document=document), timeout=SECONDS)
    return answer.document_id


def wait_until_delivered(ingest, document_id):
    request = ingest_pb2.WatchDeliveryRequest(document_ids=[document_id], until_settled=True)
    last = None
    for update in ingest.WatchDelivery(request, timeout=5 * SECONDS):
        last = update.delivery
    if last.state != ingest_pb2.DELIVERY_STATE_DELIVERED:
        sys.exit(f"not delivered: {ingest_pb2.DeliveryState.Name(last.state)} {last.last_error}")


def facts_of(query, document_id):
    """All facts that the document attests, page by page."""
    request = query_pb2.ListFactsRequest(filter={"document_ids": [document_id]})
    while True:
        page = query.ListFacts(request, timeout=SECONDS)
        yield from page.facts
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def describe(value):
    kind = value.WhichOneof("value")
    if kind == "entity":
        return value.entity.name
    if kind == "time":
        return value.time.edtf
    return f"{value.number:g}" if kind == "number" else value.text


def headline(content):
    """What a fact says, in one line."""
    if content.WhichOneof("content") == "relation":
        return f"{content.type}: {content.relation.subject.name}, {describe(content.relation.object)}"
    if content.WhichOneof("content") == "event":
        return f"{content.type}: " + ", ".join(
            f"{role.role} {describe(role.value)}" for role in content.event.roles)
    if content.WhichOneof("content") == "statement":
        return f"said: {content.statement.speaker.name}, “{content.statement.content}”"
    return f"claim: {content.claim.subject.text} {content.claim.relation}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article")
    parser.add_argument("--server", default="127.0.0.1:7878", metavar="HOST:PORT")
    parser.add_argument("--query-server", metavar="HOST:PORT", help="if it is another")
    parser.add_argument("--ca", help="PEM file with the server's CA: use TLS")
    parser.add_argument("--certificate", help="PEM file with a client certificate")
    parser.add_argument("--key", help="PEM file with its key")
    parser.add_argument("--token-file", help="file with a token")
    args = parser.parse_args()
    channel = open_channel(args.server, args)
    query_channel = open_channel(args.query_server, args) if args.query_server else channel
    ingest = ingest_pb2_grpc.IngestServiceStub(channel)
    document_id = submit(ingest, args.article)
    wait_until_delivered(ingest, document_id)
    for fact in facts_of(query_pb2_grpc.QueryServiceStub(query_channel), document_id):
        print(headline(fact.content))
        for attestation in fact.attestations:
            if attestation.document_id == document_id:
                for evidence in attestation.evidence:
                    print("    " + " ".join(evidence.text.split()))


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")
