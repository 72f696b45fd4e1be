#!/usr/bin/python3
"""Lists who holds which office, with the number of independent sources.

Make the stubs once, from the root of the source tree:

    mkdir -p build/python
    protoc -I proto --python_out=build/python --grpc_python_out=build/python \\
        --plugin=protoc-gen-grpc_python="$(which grpc_python_plugin)" $(find proto/dateline -name '*.proto')

Then, with a server running (build/release/bin/dateline serve --insecure):

    PYTHONPATH=build/python /usr/bin/python3 examples/python/list_facts.py [HOST:PORT]
"""
import sys

import grpc
from dateline.query.v1 import query_pb2, query_pb2_grpc

channel = grpc.insecure_channel(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7878")
query = query_pb2_grpc.QueryServiceStub(channel)
request = query_pb2.ListFactsRequest(filter={"types": ["holds_position"]},
                                     order=query_pb2.FACT_ORDER_ORIGINS_DESC)
while True:
    page = query.ListFacts(request, timeout=10)
    for fact in page.facts:
        office = fact.content.relation
        position = next(q.value.text for q in office.qualifiers if q.name == "position")
        print(f"{office.subject.name}: {position}, {office.object.entity.name}"
              f" ({fact.origin_count} sources)")
    if not page.next_page_token:
        break
    request.page_token = page.next_page_token
