// When a channel makes a failed call again: gRPC's service config of Dateline's
// own clients and, for those in other languages, examples/service_config.json.
//
//   arguments.SetServiceConfigJSON(kRetryServiceConfig);
//
// Retried is UNAVAILABLE, a server that drains, restarts or cannot be reached just
// now, and CANCELLED, which a server says for gRPC to calls that come in the
// moment it closes and to those that outlast its drain. (What the client cancels
// itself is over and never retried.) That is safe although a server may have done
// what its lost answer would have said. Reads change nothing. What is submitted, recorded,
// pinned or deleted is named by its content or by its id, so a second time finds
// it done: SubmitDocument answers DUPLICATE with the same id, RecordExtraction
// replaces by the same, deleting what is deleted changes nothing. Three methods
// begin something anew each time and are left out: CreateBackup, StartReprocessing
// and ReprocessDocuments.
//
// A call that has begun to answer is never made again: a stream that breaks off
// goes on where its client says (resume tokens, what was not answered).
#ifndef DATELINE_COMMON_RPC_RETRY_POLICY_H_
#define DATELINE_COMMON_RPC_RETRY_POLICY_H_

namespace dateline {

// Five attempts, 0.1, 0.2, 0.4 and 0.8 s apart, each a fifth more or less: long
// enough for a server to start again, short enough for a person who waits to be
// told that there is none.
inline constexpr char kRetryServiceConfig[] = R"json({
  "methodConfig": [
    {
      "name": [
        {"service": "dateline.admin.v1.AdminService"},
        {"service": "dateline.ingest.v1.DeliveryService", "method": "StartReprocessing"},
        {"service": "dateline.ingest.v1.IngestService", "method": "ReprocessDocuments"}
      ]
    },
    {
      "name": [{}],
      "retryPolicy": {
        "maxAttempts": 5,
        "initialBackoff": "0.1s",
        "maxBackoff": "0.8s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"]
      }
    }
  ]
})json";

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_RETRY_POLICY_H_
