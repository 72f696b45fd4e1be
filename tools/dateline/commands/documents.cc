#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"
#include "tools/dateline/resemblance_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct DocumentsFlags {
  std::string state;
  std::string publisher;
  std::string uri_prefix;
  std::string id;
  std::vector<std::string> ids;
  std::string reason;
  std::string unless_version;
  double max_per_second = 0;
  bool outdated = false;
  std::string resemblance;
  std::string like;
  std::string language;
  bool all = false;
  bool text = false;
  bool content = false;
  ListingFlags listing;
};

CLI::Option* AddStateFlag(CLI::App* command, std::string* state) {
  return command->add_option("--state", *state, "Only in this state")
      ->check(CLI::IsMember({"queued", "retrying", "delivered", "dead", "removing", "removed"}));
}

// Times of day in UTC, as all others of the table.
std::string PublishedText(const fact::v1::TimeInterval& published) {
  absl::CivilSecond start;
  if (!published.has_utc_offset_minutes() || published.start() != published.end() ||
      !absl::ParseCivilTime(published.start(), &start) ||
      published.start().find('T') == std::string::npos) {
    return TimeText(published);
  }
  return absl::FormatCivilTime(
             absl::CivilMinute(start - int64_t{60} * published.utc_offset_minutes()))
      .replace(10, 1, " ");
}

std::string DocumentsTable(const std::vector<ingest::v1::StoredDocument>& documents, bool wide,
                           const Terminal& terminal) {
  std::vector<Column> columns = {
      {"Title", Fit::kCut},  {"Publisher", Fit::kCut}, {"Published (UTC)", Fit::kKeep},
      {"State", Fit::kKeep}, {"Is a", Fit::kKeep},     {"Facts", Fit::kKeep, Align::kRight}};
  if (wide) {
    columns.push_back({"Of", Fit::kKeep});
    columns.push_back({"Language", Fit::kKeep});
    columns.push_back({"URI", Fit::kCut});
    columns.push_back({"Received (UTC)", Fit::kKeep});
    columns.push_back({"Id", Fit::kKeep});
  }
  Table table(std::move(columns));
  for (const ingest::v1::StoredDocument& stored : documents) {
    const fact::v1::Document& document = stored.document();
    const ingest::v1::Delivery& delivery = stored.delivery();
    std::vector<Cell> cells = {
        {document.title().empty() ? document.uri() : document.title()},
        {document.publisher(), Style::kOrganization},
        {document.has_published_at() ? PublishedText(document.published_at()) : "", Style::kTime},
        {StateText(delivery.state()), StyleOfState(delivery.state())},
        {stored.resembled_size() > 0 ? ResemblanceText(stored.resemblance()) : ""},
        {std::to_string(delivery.fact_count())}};
    if (wide) {
      cells.push_back(
          {stored.resembled_size() > 0 ? stored.resembled(0).document_id() : "", Style::kFaint});
      cells.push_back({document.language()});
      cells.push_back({document.uri()});
      cells.push_back({MomentText(stored.received_at())});
      cells.push_back({document.id(), Style::kFaint});
    }
    table.AddRow(std::move(cells));
  }
  return table.Render(terminal);
}

absl::Status RunList(const DocumentsFlags& flags, Context& context) {
  ingest::v1::ListDocumentsRequest request;
  request.set_state(StateOf(flags.state));
  request.set_publisher(flags.publisher);
  request.set_uri_prefix(flags.uri_prefix);
  request.set_resemblance(ResemblanceFromText(flags.resemblance));
  request.set_resembled_document_id(flags.like);
  request.set_language(flags.language);
  request.set_page_size(PageSize(flags.listing.limit, 0));
  std::vector<ingest::v1::StoredDocument> documents;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(client.ForEachPage(
      client.ingest(), &IngestStub::ListDocuments, request,
      [&](ingest::v1::ListDocumentsResponse& page) {
        for (ingest::v1::StoredDocument& document : *page.mutable_documents()) {
          if (flags.listing.limit != 0 && documents.size() == flags.listing.limit) return false;
          documents.push_back(std::move(document));
        }
        return flags.listing.limit == 0 || documents.size() < flags.listing.limit;
      }));
  for (const ingest::v1::StoredDocument& document : documents) {
    if (flags.listing.json) std::cout << JsonLine(document);
    if (flags.listing.ids && !flags.listing.json) std::cout << document.document().id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (documents.empty()) {
    context.Remark("No documents match.");
  } else {
    std::cout << DocumentsTable(documents, flags.listing.wide, context.out);
  }
  return absl::OkStatus();
}

std::string DocumentCard(const ingest::v1::StoredDocument& stored, const Terminal& terminal) {
  const fact::v1::Document& document = stored.document();
  const ingest::v1::Delivery& delivery = stored.delivery();
  Table table({{"Document", Fit::kKeep}, {document.id(), Fit::kWrap}});
  table.AddRow({{"title"}, {document.title(), Style::kStrong}});
  table.AddRow({{"publisher"}, {document.publisher(), Style::kOrganization}});
  table.AddRow({{"by"}, {absl::StrJoin(document.bylines(), ", ")}});
  table.AddRow({{"published"}, {TimeText(document.published_at()), Style::kTime}});
  table.AddRow({{"language"}, {document.language()}});
  table.AddRow({{"uri"}, {document.uri()}});
  table.AddRow({{"received"}, {MomentText(stored.received_at()) + " UTC"}});
  table.AddRow(
      {{"read as"}, {StrCat(stored.media_type(), ", ", Count(stored.content_bytes(), "byte"))}});
  table.AddRow({{"state"}, {StateText(delivery.state()), StyleOfState(delivery.state())}});
  table.AddRow(
      {{"submitted by"}, {StrCat(delivery.submitter(), ", ", PriorityText(delivery.priority()))}});
  table.AddRow({{"facts"}, {std::to_string(delivery.fact_count())}});
  table.AddRow({{"extractor"}, {delivery.extractor_version()}});
  if (!delivery.last_error().empty()) {
    table.AddRow({{"last error"}, {delivery.last_error(), Style::kBad}});
  }
  for (const ingest::v1::Resemblance& other : stored.resembled()) {
    table.AddRow(
        {{StrCat(ResemblanceText(other.kind()), " of")},
         {StrCat(other.document_id(), ", likeness ", absl::StrFormat("%.2f", other.likeness()),
                 ", containment ", absl::StrFormat("%.2f", other.containment()))}});
  }
  for (const fact::v1::DocumentWarning& warning : stored.warnings()) {
    table.AddRow({{"odd"}, {StrCat(warning.code(), ": ", warning.message()), Style::kWarning}});
  }
  return table.Render(terminal);
}

absl::Status RunGet(const DocumentsFlags& flags, Context& context) {
  ingest::v1::GetDocumentRequest request;
  request.set_document_id(flags.id);
  request.set_include_text(flags.text || flags.listing.json);
  request.set_include_content(flags.content);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const ingest::v1::GetDocumentResponse answer,
                            client.Call(client.ingest(), &IngestStub::GetDocument, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer);
  } else if (flags.content) {
    std::cout << answer.content();
  } else if (flags.text) {
    std::cout << answer.document().document().text() << "\n";
  } else {
    std::cout << DocumentCard(answer.document(), context.out);
  }
  return absl::OkStatus();
}

absl::Status RunDelete(const DocumentsFlags& flags, Context& context) {
  Client& client = context.Connect();
  for (const std::string& id : flags.ids) {
    ingest::v1::DeleteDocumentRequest request;
    request.set_document_id(id);
    request.set_reason(flags.reason);
    DATELINE_ASSIGN_OR_RETURN(const ingest::v1::DeleteDocumentResponse answer,
                              client.Call(client.ingest(), &IngestStub::DeleteDocument, request));
    if (flags.listing.json) {
      std::cout << JsonLine(answer);
    } else {
      std::cout << id << "  " << StateText(answer.state()) << "\n";
    }
  }
  return absl::OkStatus();
}

absl::Status ReprocessIds(const DocumentsFlags& flags, Context& context) {
  ingest::v1::ReprocessDocumentsRequest request;
  request.mutable_document_ids()->Assign(flags.ids.begin(), flags.ids.end());
  request.set_state(StateOf(flags.state));
  request.set_unless_extractor_version(flags.unless_version);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const ingest::v1::ReprocessDocumentsResponse answer,
                            client.Call(client.ingest(), &IngestStub::ReprocessDocuments, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer);
  } else {
    std::cout << Count(answer.queued(), "document") << " queued\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExtractorOfServer(Context& context) {
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const extraction::v1::DescribeExtractorResponse extractor,
      client.Call(client.extraction(), &ExtractionStub::DescribeExtractor, {}));
  return extractor.extractor_version();
}

// In the background of the server, bit by bit.
absl::Status RunReprocess(const DocumentsFlags& flags, Context& context) {
  if (!flags.ids.empty()) return ReprocessIds(flags, context);
  const bool chosen =
      flags.outdated ||
      !(flags.state + flags.unless_version + flags.publisher + flags.uri_prefix).empty();
  if (!chosen && !flags.all) {
    return absl::InvalidArgumentError(
        "give ids or a filter (--outdated, --state ...), or --all for every document");
  }
  ingest::v1::StartReprocessingRequest request;
  ingest::v1::ReprocessingFilter& filter = *request.mutable_filter();
  filter.set_state(StateOf(flags.state));
  filter.set_unless_extractor_version(flags.unless_version);
  if (flags.outdated) {
    DATELINE_ASSIGN_OR_RETURN(*filter.mutable_unless_extractor_version(),
                              ExtractorOfServer(context));
  }
  filter.set_publisher(flags.publisher);
  filter.set_uri_prefix(flags.uri_prefix);
  request.set_max_per_second(flags.max_per_second);
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::StartReprocessingResponse answer,
      client.Call(client.delivery(), &DeliveryStub::StartReprocessing, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer.reprocessing());
  } else {
    std::cout << ReprocessingsTable({answer.reprocessing()}, context.out);
    context.Remark("It goes on in the background; see it with: dateline reprocessings list");
  }
  return absl::OkStatus();
}

void AddList(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DocumentsFlags>();
  CLI::App* command = parent.add_subcommand("list", "List documents, newest first");
  AddStateFlag(command, &flags->state);
  command->add_option("--publisher", flags->publisher, "Only from this outlet")->type_name("NAME");
  command->add_option("--uri-prefix", flags->uri_prefix, "Only URIs that start so");
  command
      ->add_option("--resemblance", flags->resemblance,
                   "Only what is this to documents received before")
      ->check(CLI::IsMember({"none", "duplicate", "revision", "copy"}));
  command->add_option("--like", flags->like, "Only copies and revisions of this document")
      ->type_name("ID");
  command->add_option("--language", flags->language, "Only in this language (de, pt-BR)")
      ->type_name("TAG");
  command->add_option("--limit", flags->listing.limit, "At most so many; 0 for all")
      ->capture_default_str();
  command->add_flag("--json", flags->listing.json, "One JSON object a line, for programs");
  command->add_flag("--ids", flags->listing.ids, "Only ids, one a line");
  command->add_flag("--wide", flags->listing.wide, "More columns, ids among them");
  command->footer("Example:\n  dateline documents list --state dead --wide");
  command->callback([flags, &context] { context.Finish(RunList(*flags, context)); });
}

void AddGet(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DocumentsFlags>();
  CLI::App* command = parent.add_subcommand("get", "Show one document");
  command->add_option("id", flags->id, "The document")->required();
  auto* text = command->add_flag("--text", flags->text, "Its canonical text alone");
  command->add_flag("--content", flags->content, "The original bytes alone")->excludes(text);
  command->add_flag("--json", flags->listing.json, "As a JSON object, for programs");
  command->footer("Example:\n  dateline documents get 0123456789abcdef0123456789abcdef --text");
  command->callback([flags, &context] { context.Finish(RunGet(*flags, context)); });
}

void AddDelete(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DocumentsFlags>();
  CLI::App* command =
      parent.add_subcommand("delete", "Remove documents and all that rests on them");
  command->add_option("ids", flags->ids, "The documents")->required();
  command->add_option("--reason", flags->reason, "Kept in the tombstone");
  command->add_flag("--json", flags->listing.json, "One JSON object a line, for programs");
  command->footer(
      "Example:\n"
      "  dateline documents delete 0123456789abcdef0123456789abcdef --reason \"case 17\"");
  command->callback([flags, &context] { context.Finish(RunDelete(*flags, context)); });
}

void AddReprocess(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DocumentsFlags>();
  CLI::App* command = parent.add_subcommand("reprocess", "Extract from documents again");
  command->add_option("ids", flags->ids, "The documents");
  AddStateFlag(command, &flags->state);
  command
      ->add_option("--unless-version", flags->unless_version,
                   "Only those whose facts come from another extractor version")
      ->type_name("VERSION");
  command
      ->add_flag("--outdated", flags->outdated,
                 "Only those whose facts come from another extractor than the server's")
      ->excludes("--unless-version");
  command->add_option("--publisher", flags->publisher, "Only from this outlet")->type_name("NAME");
  command->add_option("--uri-prefix", flags->uri_prefix, "Only URIs that start so");
  command
      ->add_option("--max-per-second", flags->max_per_second,
                   "Queue at most so many a second; 0 for as fast as they are delivered")
      ->check(CLI::Range(0.0, 100000.0))
      ->type_name("N");
  command->add_flag("--all", flags->all, "Every document");
  command->add_flag("--json", flags->listing.json, "As a JSON object, for programs");
  command->footer(
      "With ids, at once; else bit by bit behind everything else, while the server goes on.\n"
      "Examples:\n  dateline documents reprocess --outdated --max-per-second 20\n"
      "  dateline documents reprocess 0123456789abcdef0123456789abcdef");
  command->callback([flags, &context] { context.Finish(RunReprocess(*flags, context)); });
}

}  // namespace

void AddDocumentsCommand(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("documents", "List, show, remove and reprocess documents");
  command->require_subcommand(1);
  command->fallthrough();
  AddList(*command, context);
  AddGet(*command, context);
  AddDelete(*command, context);
  AddReprocess(*command, context);
  command->footer(
      "Examples:\n"
      "  dateline documents list --publisher \"Lazar Post\"\n"
      "  dateline documents reprocess --outdated");
}

}  // namespace dateline::cli
