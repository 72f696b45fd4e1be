#include "services/ingest/core/resemblance_check.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/ingest/core/copy_index.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/document_rows.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

absl::StatusOr<uint64_t> CountRows(const ReadView& view, KeySpace space) {
  uint64_t rows = 0;
  DATELINE_RETURN_IF_ERROR(view.ForEach(space, {}, [&](std::string_view, std::string_view) {
    ++rows;
    return ScanStep::kContinue;
  }));
  return rows;
}

}  // namespace

absl::Status ResemblanceCheck::CheckDocument(const std::string& document_id, uint64_t sequence,
                                             bool is_deleted) {
  DATELINE_ASSIGN_OR_RETURN(const auto waiting,
                            view_.Get(kUncomparedSpace, EncodeSequence(sequence)));
  DATELINE_ASSIGN_OR_RETURN(const auto resembled,
                            view_.Get(kResemblancesSpace, DocumentKey(document_id)));
  const bool waits = waiting == document_id;
  waiting_ += waits;
  compared_ += resembled.has_value();
  if (is_deleted) {
    if (waits || resembled.has_value()) {
      report_(document_id, "was deleted but is compared with others");
    }
    return absl::OkStatus();
  }
  if (waits == resembled.has_value()) {
    report_(document_id, "neither waits to be compared nor was, or both");
  }
  if (!resembled.has_value()) return absl::OkStatus();
  DATELINE_RETURN_IF_ERROR(CheckNamed(document_id, sequence, *resembled));
  return CheckIndexed(document_id);
}

absl::Status ResemblanceCheck::CheckNamed(const std::string& document_id, uint64_t sequence,
                                          std::string_view resembled) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<Resemblance> list,
                            DecodeResembled(document_id, resembled));
  for (const Resemblance& one : list) {
    DATELINE_ASSIGN_OR_RETURN(
        const auto row, view_.Get(kResembledBySpace, ResembledByKey(one.document_id, sequence)));
    if (row == document_id) {
      ++named_;
    } else {
      report_(document_id, StrCat("is not listed as like ", one.document_id));
    }
  }
  return absl::OkStatus();
}

absl::Status ResemblanceCheck::CheckIndexed(const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const StoredDocument stored,
                            ReadStoredDocument(view_, document_id, /*include_text=*/true));
  const std::vector<std::string> keys =
      CopyKeysOf(stored.document, SketchOf(WordsOfText(stored.document.text))).All();
  DATELINE_ASSIGN_OR_RETURN(const auto rows, view_.MultiGet(kCopyIndexSpace, keys));
  bool is_missing = false;
  for (size_t i = 0; i < keys.size(); ++i) {
    CopyIndexEntry entry;
    if (rows[i].has_value()) {
      DATELINE_ASSIGN_OR_RETURN(entry, DecodeCopyIndexEntry(keys[i], *rows[i]));
    }
    const bool has = entry.Has(document_id);
    indexed_ += has;
    is_missing = is_missing || (!has && !entry.has_left_out);
  }
  if (is_missing) report_(document_id, "is missing in the index of copies");
  return absl::OkStatus();
}

absl::Status ResemblanceCheck::CheckRest() {
  uint64_t indexed = 0;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(
      view_.ForEach(kCopyIndexSpace, {}, [&](std::string_view key, std::string_view value) {
        const absl::StatusOr<CopyIndexEntry> entry = DecodeCopyIndexEntry(key, value);
        if (!entry.ok()) {
          corrupt = entry.status();
          return ScanStep::kStop;
        }
        indexed += entry->document_ids.size();
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  if (indexed != indexed_) {
    report_("any",
            StrCat("the index of copies holds ", indexed, " places, its documents ", indexed_));
  }
  for (const auto& [space, accounted, what] :
       {std::tuple(kUncomparedSpace, waiting_, "waiting to be compared"),
        std::tuple(kResemblancesSpace, compared_, "compared"),
        std::tuple(kResembledBySpace, named_, "listed as like another")}) {
    DATELINE_ASSIGN_OR_RETURN(const uint64_t rows, CountRows(view_, space));
    if (rows != accounted) {
      report_("any", StrCat(rows, " rows say that a document is ", what, ", of ", accounted,
                            " documents"));
    }
  }
  return absl::OkStatus();
}

}  // namespace dateline::ingest
