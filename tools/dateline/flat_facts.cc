#include "tools/dateline/flat_facts.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/fact/flat_record.h"

namespace dateline::cli {
namespace {

// Sorts as (document, first evidence, record).
struct KeyedRecord {
  std::string document_id;
  uint32_t begin = 0;
  std::string record;
  friend auto operator<=>(const KeyedRecord&, const KeyedRecord&) = default;
};

// The attestation with what an extraction says once for all of them.
Attestation Complete(Attestation attestation, const Extraction& extraction, std::string_view text) {
  attestation.document_id = extraction.document.id;
  attestation.publisher = extraction.document.publisher;
  attestation.published_at = extraction.document.published_at;
  attestation.extractor_version = extraction.extractor_version;
  for (Evidence& evidence : attestation.evidence) {
    if (evidence.text.empty() && evidence.span.end <= text.size()) {
      evidence.text = std::string(evidence.span.In(text));
    }
  }
  return attestation;
}

}  // namespace

std::vector<std::string> FlatRecordsOf(const Extraction& extraction, std::string_view text) {
  std::vector<std::string> records;
  records.reserve(extraction.facts.size());
  for (const ExtractedFact& fact : extraction.facts) {
    records.push_back(FlatRecord("", fact.content, Complete(fact.attestation, extraction, text)));
  }
  return records;
}

absl::StatusOr<std::vector<std::string>> FlatRecordsOf(const query::v1::Fact& fact) {
  DATELINE_ASSIGN_OR_RETURN(const FactContent content, FromProto(fact.content()));
  std::vector<KeyedRecord> keyed;
  for (const fact::v1::Attestation& message : fact.attestations()) {
    DATELINE_ASSIGN_OR_RETURN(const Attestation attestation, FromProto(message));
    const uint32_t begin =
        attestation.evidence.empty() ? 0 : attestation.evidence.front().span.begin;
    keyed.push_back({attestation.document_id, begin, FlatRecord(fact.id(), content, attestation)});
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::string> records;
  for (KeyedRecord& entry : keyed) records.push_back(std::move(entry.record));
  return records;
}

}  // namespace dateline::cli
