#include "services/query/factbase/consistency.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {
namespace {

using Kind = Inconsistency::Kind;
using Row = absl::FunctionRef<ScanStep(std::string_view key, std::string_view value)>;

bool IsVersioned(KeySpace space) { return space >= kDocumentSpace && space < kChangeSpace; }

// What a row of the key space of facts is.
enum class FactRow { kFact, kAttestation, kOriginLink, kOriginGroup, kRedirect, kUnknown };

FactRow FactRowOf(std::string_view key) {
  std::string id;
  if (key.starts_with('r')) return FactRow::kRedirect;
  KeyReader reader(key.substr(std::min<size_t>(1, key.size())));
  if (!key.starts_with('f') || !reader.Packed(&id)) return FactRow::kUnknown;
  if (key == FactKey(id)) return FactRow::kFact;
  if (key.starts_with(AttestationPrefix(id))) return FactRow::kAttestation;
  if (key.starts_with(OriginLinkPrefix(id))) return FactRow::kOriginLink;
  if (key.starts_with(OriginGroupPrefix(id))) return FactRow::kOriginGroup;
  return FactRow::kUnknown;
}

// Rows whose existence is history's: two bases with the same extractions may
// differ in them.
bool IsHistory(KeySpace space, std::string_view key) {
  switch (space) {
    case kIdentitySpace:  // `v`: words of names of any time, for views of the past.
      return key.starts_with('v');
    case kEntitySpace:  // `r`, `g`: redirects; `q`: pins that hold, or held.
      return key.starts_with('r') || key.starts_with('g') || key.starts_with('q');
    case kFactIndexSpace:  // `r`: facts by the moment of their last change.
      return key.starts_with('r');
    case kFactSpace:
      return FactRowOf(key) == FactRow::kRedirect || FactRowOf(key) == FactRow::kOriginGroup;
    default:
      return false;
  }
}

absl::StatusOr<std::string> FactWithoutHistory(FactRow row, std::string_view value) {
  switch (row) {
    case FactRow::kFact: {
      DATELINE_ASSIGN_OR_RETURN(auto fact, Decode<storage::v1::StoredFact>(value));
      fact.clear_first_recorded_micros();
      fact.clear_recorded_micros();
      return Encode(fact);
    }
    case FactRow::kAttestation: {
      DATELINE_ASSIGN_OR_RETURN(auto attestation, Decode<storage::v1::StoredAttestation>(value));
      attestation.clear_origin_label();
      return Encode(attestation);
    }
    case FactRow::kOriginLink:
      return std::string();  // A label and nothing else.
    default:
      return std::string(value);
  }
}

// The value without moments and labels that are history's.
absl::StatusOr<std::string> WithoutHistory(KeySpace space, std::string_view key,
                                           std::string_view value) {
  if (space == kFactSpace) return FactWithoutHistory(FactRowOf(key), value);
  if (space == kConflictSpace && key.starts_with('c')) {
    DATELINE_ASSIGN_OR_RETURN(auto conflict, Decode<storage::v1::StoredConflict>(value));
    conflict.clear_recorded_micros();
    return Encode(conflict);
  }
  return std::string(value);
}

// The rows of a store that hold now.
class PresentRows {
 public:
  explicit PresentRows(const OrderedStore& store)
      : view_(store.OpenView()), versioned_(view_.get(), kNewestVersion) {}

  absl::Status ForEach(KeySpace space, Row row) const {
    return IsVersioned(space) ? versioned_.ForEach(space, {}, row) : view_->ForEach(space, {}, row);
  }
  absl::StatusOr<std::optional<std::string>> Get(KeySpace space, std::string_view key) const {
    return IsVersioned(space) ? versioned_.Get(space, key) : view_->Get(space, key);
  }

 private:
  const std::unique_ptr<ReadView> view_;
  const VersionedReader versioned_;
};

class Comparison {
 public:
  Comparison(const OrderedStore& base, const OrderedStore& scratch)
      : base_(base), scratch_(scratch) {}

  absl::Status Run(ConsistencyReport& report) {
    for (const KeySpace space : {kIdentitySpace, kMergingSpace, kDocumentSpace, kEntitySpace,
                                 kFactSpace, kFactIndexSpace, kConflictSpace, kStatisticsSpace}) {
      DATELINE_RETURN_IF_ERROR(CompareSpace(space, report));
    }
    return CheckMoments(report);
  }

 private:
  absl::Status CompareSpace(KeySpace space, ConsistencyReport& report) const {
    absl::Status failed;
    const auto unless_failed = [&](absl::Status status) {
      failed.Update(std::move(status));
      return failed.ok() ? ScanStep::kContinue : ScanStep::kStop;
    };
    DATELINE_RETURN_IF_ERROR(
        base_.ForEach(space, [&](std::string_view key, std::string_view value) {
          return unless_failed(CompareRow(space, key, value, report));
        }));
    DATELINE_RETURN_IF_ERROR(failed);
    DATELINE_RETURN_IF_ERROR(scratch_.ForEach(space, [&](std::string_view key, std::string_view) {
      if (IsHistory(space, key)) return ScanStep::kContinue;
      const auto held = base_.Get(space, key);
      if (held.ok() && !held->has_value()) {
        ++report.rows_compared;
        Add(Kind::kMissing, space, key, report);
      }
      return unless_failed(held.status());
    }));
    return failed;
  }

  absl::Status CompareRow(KeySpace space, std::string_view key, std::string_view value,
                          ConsistencyReport& report) const {
    if (IsHistory(space, key)) return absl::OkStatus();
    ++report.rows_compared;
    DATELINE_ASSIGN_OR_RETURN(const auto expected, scratch_.Get(space, key));
    if (!expected.has_value()) {
      Add(Kind::kUnexpected, space, key, report);
      return absl::OkStatus();
    }
    if (*expected == value) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const std::string held, WithoutHistory(space, key, value));
    DATELINE_ASSIGN_OR_RETURN(const std::string given, WithoutHistory(space, key, *expected));
    if (held != given) Add(Kind::kDifferent, space, key, report);
    return absl::OkStatus();
  }

  // The index by moment of last change is checked against the facts that are
  // there: each has one row, at its moment.
  absl::Status CheckMoments(ConsistencyReport& report) const {
    absl::Status failed;
    uint64_t facts = 0, rows = 0;
    DATELINE_RETURN_IF_ERROR(
        base_.ForEach(kFactSpace, [&](std::string_view key, std::string_view value) {
          if (FactRowOf(key) != FactRow::kFact) return ScanStep::kContinue;
          std::string fact_id;
          KeyReader(key.substr(1)).Packed(&fact_id);
          ++facts;
          failed.Update(CheckMoment(fact_id, value, report));
          return failed.ok() ? ScanStep::kContinue : ScanStep::kStop;
        }));
    DATELINE_RETURN_IF_ERROR(failed);
    DATELINE_RETURN_IF_ERROR(
        base_.ForEach(kFactIndexSpace, [&](std::string_view key, std::string_view) {
          rows += key.starts_with('r');
          return ScanStep::kContinue;
        }));
    if (rows > facts) Add(Kind::kUnexpected, kFactIndexSpace, "r", report);
    return absl::OkStatus();
  }

  absl::Status CheckMoment(const std::string& fact_id, std::string_view value,
                           ConsistencyReport& report) const {
    DATELINE_ASSIGN_OR_RETURN(const auto fact, Decode<storage::v1::StoredFact>(value));
    const std::string key = RecordedIndexKey(fact.recorded_micros(), fact_id);
    DATELINE_ASSIGN_OR_RETURN(const auto row, base_.Get(kFactIndexSpace, key));
    ++report.rows_compared;
    if (!row.has_value()) Add(Kind::kMissing, kFactIndexSpace, key, report);
    return absl::OkStatus();
  }

  static void Add(Kind kind, KeySpace space, std::string_view key, ConsistencyReport& report) {
    ++report.differences;
    if (report.examples.size() >= kMaxInconsistencyExamples) return;
    report.examples.push_back({kind, FactBase::KeySpaceNames()[space], ReadableKey(key)});
  }

  const PresentRows base_;
  const PresentRows scratch_;
};

}  // namespace

absl::StatusOr<ConsistencyReport> CheckConsistency(const OrderedStore& base, OrderedStore& scratch,
                                                   const RebuildProgress& progress,
                                                   const FactBaseOptions& options) {
  DATELINE_RETURN_IF_ERROR(CheckFactBaseFormat(base));
  ConsistencyReport report;
  DATELINE_ASSIGN_OR_RETURN(
      const RebuildOutcome rebuilt,
      RebuildFactBase({&base, FactBase::KeySpaceNames()}, scratch, progress, options));
  report.documents = rebuilt.documents;
  DATELINE_RETURN_IF_ERROR(Comparison(base, scratch).Run(report));
  return report;
}

std::string ReadableKey(std::string_view key) {
  std::string readable;
  const auto show = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isprint(byte) && byte != '\\') {
      readable += c;
    } else {
      readable += absl::StrFormat("\\x%02x", byte);
    }
  };
  for (size_t i = 0; i < key.size(); ++i) {
    KeyReader reader(key.substr(i));
    std::string part;
    if (reader.rest().starts_with("\xff\x01") && reader.Packed(&part)) {  // From an id on.
      for (const char c : part) show(c);
      readable += ' ';
      i = key.size() - reader.rest().size() - 1;
    } else if (key[i] == 0 && i + 1 < key.size() && key[i + 1] == 1) {
      readable += ' ';
      ++i;
    } else {
      show(key[i]);
    }
  }
  while (readable.ends_with(' ')) readable.pop_back();
  return readable;
}

}  // namespace dateline::query
