#include "services/ingest/collections/item_parser.h"

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::ingest {

absl::Status CollectionBroken(std::string_view message, uint64_t offset) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kCollectionBroken,
                   StrCat(message, " (at byte ", offset, ")"), {{"offset", StrCat(offset)}});
}

absl::Status ItemBroken(std::string_view message, uint64_t offset) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kItemBroken, message,
                   {{"offset", StrCat(offset)}});
}

absl::Status ItemTooLarge(std::string_view uri, uint64_t size) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason::kDocumentTooLarge,
      StrCat("the item has ", size, " bytes; at most ", kMaxContentBytes, " are taken"),
      {{"uri", std::string(uri)},
       {"size_bytes", StrCat(size)},
       {"limit_bytes", StrCat(kMaxContentBytes)}});
}

}  // namespace dateline::ingest
