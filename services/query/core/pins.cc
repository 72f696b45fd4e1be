#include "services/query/core/pins.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/text/folding.h"
#include "services/query/core/entities.h"

namespace dateline::query {
namespace {

EntityNameUse Read(const DocumentRecord& document, const NameUseRecord& record) {
  EntityNameUse use;
  use.document_id = document.document.id;
  use.document_uri = document.document.uri;
  use.publisher = document.document.publisher;
  use.name = record.name;
  use.form = record.form;
  for (const Passage& passage : document.passages) {
    bool holds = false;
    for (const ByteSpan span : record.spans) {
      const ByteSpan local{span.begin - passage.span.begin, span.end - passage.span.begin};
      if (!passage.span.Contains(span) || local.end > passage.text.size()) continue;
      use.evidence.push_back({span, std::string(local.In(passage.text))});
      holds = true;
    }
    if (holds) use.passages.push_back(passage);
  }
  return use;
}

size_t EstimateBytes(const EntityNameUse& use) {
  size_t bytes = 128 + use.document_uri.size() + use.name.size();
  for (const Passage& passage : use.passages) bytes += passage.text.size();
  return bytes;
}

// Up to `count` documents of the entity after `after`.
absl::StatusOr<std::vector<std::string>> NextDocuments(const FactBaseView& view,
                                                       const std::string& entity_id,
                                                       const std::string& after, size_t count) {
  std::vector<std::string> documents;
  DATELINE_RETURN_IF_ERROR(
      view.ForEachDocumentOfEntity(entity_id, after, [&](const std::string& id) {
        documents.push_back(id);
        return documents.size() < count ? ScanStep::kContinue : ScanStep::kStop;
      }));
  return documents;
}

// What one document calls the entity, as far as it is asked for.
absl::StatusOr<std::vector<EntityNameUse>> UsesIn(const FactBaseView& view,
                                                  const std::string& entity_id,
                                                  const std::string& document_id,
                                                  const std::string& folded_name) {
  std::vector<EntityNameUse> uses;
  DATELINE_ASSIGN_OR_RETURN(const std::vector<NameUseRecord> records,
                            view.GetNameUses(entity_id, document_id));
  std::optional<DocumentRecord> document;
  for (const NameUseRecord& record : records) {
    if (!folded_name.empty() && FoldForMatching(record.name) != folded_name) continue;
    if (!document.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(document, view.GetDocument(document_id));
      if (!document.has_value()) return uses;
    }
    uses.push_back(Read(*document, record));
  }
  return uses;
}

}  // namespace

absl::StatusOr<PinPage> ListPins(const FactBase& base, const PinQuery& query) {
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  PinPage out;
  DATELINE_RETURN_IF_ERROR(page.view.ForEachPin(page.position, [&](const PinRecord& pin) {
    if (out.pins.size() == page.size) {
      out.next_page_token = page.TokenFor(out.pins.back().id);
      return ScanStep::kStop;
    }
    out.pins.push_back(pin);
    return ScanStep::kContinue;
  }));
  return out;
}

absl::StatusOr<EntityNamePage> ListEntityNames(const FactBase& base, const EntityNameQuery& query,
                                               const Cancellation& cancellation) {
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(const EntityRecord entity, RequireEntity(page.view, query.entity_id));
  const std::string folded = FoldForMatching(query.name);
  EntityNamePage out;
  std::string after = page.position;
  size_t documents = 0, bytes = 0;
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              NextDocuments(page.view, entity.id, after, page.size + 1));
    if (ids.empty()) return out;
    for (const std::string& id : ids) {
      DATELINE_RETURN_IF_ERROR(cancellation.Check());
      DATELINE_ASSIGN_OR_RETURN(std::vector<EntityNameUse> uses,
                                UsesIn(page.view, entity.id, id, folded));
      if (!uses.empty() && (documents == page.size || bytes >= kMaxPageBytes)) {
        out.next_page_token = page.TokenFor(after);
        return out;
      }
      after = id;
      documents += uses.empty() ? 0 : 1;
      for (EntityNameUse& use : uses) {
        bytes += EstimateBytes(use);
        out.uses.push_back(std::move(use));
      }
    }
  }
}

}  // namespace dateline::query
