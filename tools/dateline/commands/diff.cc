#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct DiffFlags {
  std::vector<std::string> ids;
  bool claims = false;
  bool kept = false;
  ListingFlags listing;
};

// The document that `id` is a revision of.
absl::StatusOr<std::string> PredecessorOf(const std::string& id, Context& context) {
  ingest::v1::GetDocumentRequest request;
  request.set_document_id(id);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const ingest::v1::GetDocumentResponse answer,
                            client.Call(client.ingest(), &IngestStub::GetDocument, request));
  for (const ingest::v1::Resemblance& other : answer.document().resembled()) {
    if (other.kind() == ingest::v1::RESEMBLANCE_KIND_REVISION) return other.document_id();
  }
  return absl::InvalidArgumentError(
      StrCat("document ", id, " is no revision of another; name two documents"));
}

Cell DifferenceCell(const query::v1::DocumentFactDifference& fact) {
  const bool replaced = !fact.counterpart_fact_id().empty();
  switch (fact.difference()) {
    case query::v1::DOCUMENT_DIFFERENCE_DROPPED:
      return {replaced ? "was" : "dropped", Style::kBad};
    case query::v1::DOCUMENT_DIFFERENCE_ADDED:
      return {replaced ? "now" : "added", Style::kGood};
    case query::v1::DOCUMENT_DIFFERENCE_RETOLD:
      return {"retold", Style::kWarning};
    default:
      return {"kept", Style::kFaint};
  }
}

// The fact as one document has it.
std::string StatedText(const fact::v1::Attestation& attestation,
                       const fact::v1::FactContent& merged) {
  const fact::v1::FactContent& content =
      attestation.has_as_stated() ? attestation.as_stated() : merged;
  return content.has_event() ? RolesText(content.event(), {"time"}) : FactLine(content);
}

// Of a fact told otherwise: how it was told before.
std::string HowText(const query::v1::DocumentFactDifference& fact) {
  const auto of = [](const fact::v1::Attestation& attestation) {
    std::string text = FactualityText(attestation.factuality());
    const std::string when =
        attestation.has_stated_time() ? TimeText(attestation.stated_time()) : "";
    if (!when.empty()) StrAppend(&text, text.empty() ? "" : ", ", when);
    return text;
  };
  if (fact.difference() == query::v1::DOCUMENT_DIFFERENCE_RETOLD) {
    const std::string was = of(fact.earlier()), is = of(fact.later());
    if (was != is)
      return StrCat(was.empty() ? "as done" : was, " -> ", is.empty() ? "as done" : is);
    const std::string said = StatedText(fact.earlier(), fact.content());
    const std::string says = StatedText(fact.later(), fact.content());
    return said == says ? is : StrCat(said, " -> ", says);
  }
  return of(fact.has_later() ? fact.later() : fact.earlier());
}

// What took the place of something next to it.
std::vector<const query::v1::DocumentFactDifference*> InOrder(
    const query::v1::CompareDocumentsResponse& answer, bool with_kept) {
  std::vector<const query::v1::DocumentFactDifference*> out;
  const auto add_counterpart = [&](const std::string& id) {
    for (const query::v1::DocumentFactDifference& fact : answer.facts()) {
      if (fact.fact_id() == id) out.push_back(&fact);
    }
  };
  for (const query::v1::DocumentFactDifference& fact : answer.facts()) {
    const bool added = fact.difference() == query::v1::DOCUMENT_DIFFERENCE_ADDED;
    if (added && !fact.counterpart_fact_id().empty()) continue;  // Stands with the other.
    if (fact.difference() == query::v1::DOCUMENT_DIFFERENCE_KEPT && !with_kept) continue;
    out.push_back(&fact);
    if (!fact.counterpart_fact_id().empty()) add_counterpart(fact.counterpart_fact_id());
  }
  return out;
}

void Print(const query::v1::CompareDocumentsResponse& answer, const DiffFlags& flags,
           Context& context) {
  std::vector<Column> columns = {
      {"What", Fit::kKeep}, {"Fact", Fit::kWrap}, {"How it is told", Fit::kWrap}};
  if (flags.listing.wide) columns.push_back({"Id", Fit::kKeep});
  Table table(std::move(columns));
  for (const query::v1::DocumentFactDifference* fact : InOrder(answer, flags.kept)) {
    std::vector<Cell> cells = {
        DifferenceCell(*fact), {FactLine(fact->content())}, {HowText(*fact)}};
    if (flags.listing.wide) cells.push_back({fact->fact_id(), Style::kFaint});
    table.AddRow(std::move(cells));
  }
  if (!table.empty()) std::cout << table.Render(context.out);
  std::cout << answer.dropped_count() << " dropped, " << answer.added_count() << " added, "
            << answer.retold_count() << " retold, " << answer.kept_count() << " kept\n";
}

absl::Status RunDiff(const DiffFlags& flags, Context& context) {
  query::v1::CompareDocumentsRequest request;
  request.set_later_document_id(flags.ids.back());
  if (flags.ids.size() == 2) {
    request.set_earlier_document_id(flags.ids.front());
  } else {
    DATELINE_ASSIGN_OR_RETURN(*request.mutable_earlier_document_id(),
                              PredecessorOf(flags.ids.back(), context));
  }
  request.add_kinds(fact::v1::FACT_KIND_RELATION);
  request.add_kinds(fact::v1::FACT_KIND_EVENT);
  request.add_kinds(fact::v1::FACT_KIND_STATEMENT);
  if (flags.claims) request.add_kinds(fact::v1::FACT_KIND_CLAIM);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, flags.listing.known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const query::v1::CompareDocumentsResponse answer,
                            client.Call(client.query(), &QueryStub::CompareDocuments, request));
  if (flags.listing.json) {
    for (const query::v1::DocumentFactDifference& fact : answer.facts()) {
      std::cout << JsonLine(fact);
    }
  } else {
    Print(answer, flags, context);
  }
  if (answer.truncated()) context.Remark("Not all facts were compared.");
  return absl::OkStatus();
}

}  // namespace

void AddDiffCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<DiffFlags>();
  CLI::App* command =
      app.add_subcommand("diff", "Which facts a revision of an article added, dropped or retold");
  command
      ->add_option("ids", flags->ids,
                   "Two documents, the earlier first; or one that is a revision of another")
      ->required()
      ->expected(1, 2);
  command->add_flag("--claims", flags->claims, "Claims too: other wordings make other claims");
  command->add_flag("--kept", flags->kept, "Also what both tell alike");
  AddReadingFlags(command, &flags->listing);
  command->add_flag("--wide", flags->listing.wide, "More columns, ids among them");
  command->footer(
      "Examples:\n"
      "  dateline diff 0123456789abcdef0123456789abcdef\n"
      "  dateline documents list --resemblance revision --ids | head -1 | xargs dateline diff");
  command->callback([flags, &context] { context.Finish(RunDiff(*flags, context)); });
}

}  // namespace dateline::cli
