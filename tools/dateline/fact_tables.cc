#include "tools/dateline/fact_tables.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_format.h"
#include "common/base/strings.h"
#include "tools/dateline/evidence_marks.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

using query::v1::Fact;

Style StyleOfStatus(std::string_view status) {
  if (status.starts_with("denied")) return Style::kBad;
  if (status == "held" || status == "happened" || status == "announced, then held") {
    return Style::kGood;
  }
  return Style::kWarning;
}

Style StyleOfEntity(fact::v1::EntityType type) {
  switch (type) {
    case fact::v1::ENTITY_TYPE_PERSON:
      return Style::kPerson;
    case fact::v1::ENTITY_TYPE_ORGANIZATION:
    case fact::v1::ENTITY_TYPE_GROUP:
      return Style::kOrganization;
    case fact::v1::ENTITY_TYPE_GPE:
    case fact::v1::ENTITY_TYPE_LOCATION:
    case fact::v1::ENTITY_TYPE_FACILITY:
      return Style::kPlace;
    default:
      return Style::kPlain;
  }
}

Cell EntityCell(const fact::v1::EntityReference& entity) {
  return {entity.name(), StyleOfEntity(entity.type())};
}

Cell ValueCell(const fact::v1::Value& value) {
  if (value.has_entity()) return EntityCell(value.entity());
  return {ValueText(value), value.has_time() ? Style::kTime : Style::kPlain};
}

// What every listing ends with.
void AddSourceColumns(std::vector<Column>& columns, bool wide) {
  columns.push_back({"Reports", Fit::kKeep, Align::kRight});
  columns.push_back({"Origins", Fit::kKeep, Align::kRight});
  if (!wide) return;
  columns.push_back({"Publishers", Fit::kWrap});
  columns.push_back({"Id", Fit::kKeep});
}

void AddSourceCells(std::vector<Cell>& cells, const Fact& fact, bool wide) {
  cells.push_back({std::to_string(fact.report_count())});
  cells.push_back({std::to_string(fact.origin_count()), Style::kStrong});
  if (!wide) return;
  cells.push_back({PublishersText(fact), Style::kFaint});
  cells.push_back({fact.id(), Style::kFaint});
}

// "mayor", "member of", "designated as (by Norland)".
std::string RelationText(const fact::v1::FactContent& content) {
  std::string position;
  std::string others;
  for (const fact::v1::Qualifier& qualifier : content.relation().qualifiers()) {
    if (qualifier.name() == "position") {
      position = ValueText(qualifier.value());
    } else {
      StrAppend(&others, others.empty() ? " (" : ", ", Words(qualifier.name()), " ",
                ValueText(qualifier.value()));
    }
  }
  if (!others.empty()) others += ")";
  return StrCat(position.empty() ? Words(content.type()) : position, others);
}

struct UsedColumns {
  bool when = false;
  bool status = false;
};

UsedColumns ColumnsUsedBy(const std::vector<Fact>& facts) {
  UsedColumns used;
  for (const Fact& fact : facts) {
    used.when |= !TimeText(fact.content().valid_time()).empty() && fact.content().has_valid_time();
    used.status |= !FactualityText(fact.factuality()).empty() || fact.conflict_ids_size() > 0;
  }
  return used;
}

bool AllOfType(const std::vector<Fact>& facts, std::string_view type) {
  return std::all_of(facts.begin(), facts.end(),
                     [&](const Fact& fact) { return fact.content().type() == type; });
}

std::string StatusText(const Fact& fact) {
  std::string status = FactualityText(fact.factuality());
  if (fact.conflict_ids_size() > 0) StrAppend(&status, status.empty() ? "" : ", ", "disputed");
  return status;
}

std::string WhenText(const Fact& fact) {
  return fact.content().has_valid_time() ? TimeText(fact.content().valid_time()) : "";
}

std::string HappenedText(const query::v1::TimelineEntry& entry) {
  const Fact& event = entry.event();
  const std::string status = entry.announced_then_held()
                                 ? "announced, then held"
                                 : EventStatusText(event.factuality(), event.content().type());
  return StrCat(status, event.conflict_ids_size() > 0 ? ", disputed" : "");
}

// "planned (2021-05-03, Harbour Gazette), held (2021-05-11, Tarn Courier, 2 reports)".
std::string StatusHistoryText(const query::v1::TimelineEntry& entry) {
  std::string text;
  for (const query::v1::StatusReport& report : entry.status_history()) {
    StrAppend(&text, text.empty() ? "" : ", then ",
              EventStatusText(report.factuality(), entry.event().content().type()));
    std::string by = report.has_published_at() ? TimeText(report.published_at()) : "";
    if (!report.publisher().empty()) StrAppend(&by, by.empty() ? "" : ", ", report.publisher());
    if (report.report_count() > 1) {
      StrAppend(&by, by.empty() ? "" : ", ", Count(report.report_count(), "report"));
    }
    if (!by.empty()) StrAppend(&text, " (", by, ")");
  }
  return text;
}

using Entries = std::vector<query::v1::TimelineEntry>;

// What was said, with the words that were looked for marked in colour. Lines
// would break marks, so coloured text is left to the terminal to wrap.
std::string StatementWords(const fact::v1::Statement& statement,
                           const query::v1::StatementMatch* match, const Terminal& terminal) {
  const std::string_view open = statement.quoted() ? "“" : "";
  const std::string_view close = statement.quoted() ? "”" : "";
  if (match == nullptr || match->content_spans_size() == 0 || !terminal.colour()) {
    return IndentedText(StrCat(open, statement.content(), close), 2, Style::kPlain, terminal);
  }
  std::vector<ByteSpan> spans;
  for (const fact::v1::ByteSpan& span : match->content_spans()) {
    spans.push_back({span.begin(), span.end()});
  }
  return StrCat("  ", open, MarkEvidence({0, statement.content()}, std::move(spans), terminal),
                close, "\n");
}

Table EntriesTable(Entries::const_iterator begin, Entries::const_iterator end, bool wide) {
  std::vector<Column> columns = {{"When", Fit::kWrap},
                                 {"Event", Fit::kKeep},
                                 {"Who and what", Fit::kWrap},
                                 {"Where", Fit::kWrap},
                                 {"Status", Fit::kWrap}};
  AddSourceColumns(columns, wide);
  Table table(std::move(columns));
  for (auto entry = begin; entry != end; ++entry) {
    const Fact& fact = entry->event();
    const fact::v1::Event& event = fact.content().event();
    const std::string status = HappenedText(*entry);
    const bool changed = entry->status_history_size() > 1;
    std::vector<Cell> cells = {
        {WhenText(fact), Style::kTime},
        {fact.content().type(), Style::kStrong},
        {RolesText(event, {"place", "time"})},
        {RoleText(event, "place"), Style::kPlace},
        {changed && wide ? StatusHistoryText(*entry) : status, StyleOfStatus(status)}};
    AddSourceCells(cells, fact, wide);
    table.AddRow(std::move(cells));
  }
  return table;
}

// The evidence of an attestation in one line.
std::string EvidenceText(const fact::v1::Attestation& attestation) {
  std::string text;
  for (const fact::v1::Evidence& evidence : attestation.evidence()) {
    StrAppend(&text, text.empty() ? "" : " … ", evidence.text());
  }
  return text;
}

std::string SidePublishers(const query::v1::ConflictSide& side) {
  std::string text;
  std::set<std::string> seen;
  for (const fact::v1::Attestation& attestation : side.attestations()) {
    const std::string name =
        attestation.publisher().empty() ? "unknown publisher" : attestation.publisher();
    if (seen.insert(name).second) StrAppend(&text, text.empty() ? "" : ", ", name);
  }
  return text;
}

size_t OriginCount(const query::v1::ConflictSide& side) {
  std::set<std::string> origins;
  for (const fact::v1::Attestation& attestation : side.attestations()) {
    origins.insert(attestation.origin_id());
  }
  return origins.size();
}

}  // namespace

std::string IndentedText(std::string_view text, size_t indent, Style style,
                         const Terminal& terminal) {
  const std::string safe = SafeForTerminal(text);
  std::vector<std::string> lines{safe};
  if (terminal.width() != Terminal::kUnlimited) {
    const size_t width = terminal.width() > indent + 20 ? terminal.width() - indent : 20;
    lines = WrapToWidth(safe, width);
  }
  std::string out;
  for (const std::string& line : lines) {
    StrAppend(&out, std::string(indent, ' '), terminal.Paint(style, line), "\n");
  }
  return out;
}

std::string FactsTable(const std::vector<Fact>& facts, bool wide, const Terminal& terminal) {
  const bool relations = std::all_of(
      facts.begin(), facts.end(), [](const Fact& fact) { return fact.content().has_relation(); });
  const UsedColumns used = ColumnsUsedBy(facts);
  std::vector<Column> columns;
  if (relations && AllOfType(facts, "holds_position")) {
    columns = {{"Person", Fit::kWrap}, {"Office", Fit::kWrap}, {"Of", Fit::kWrap}};
  } else if (relations) {
    columns = {{"Subject", Fit::kWrap}, {"Relation", Fit::kWrap}, {"Object", Fit::kWrap}};
  } else {
    columns = {{"Kind", Fit::kKeep}, {"Fact", Fit::kWrap}};
  }
  if (used.when) columns.push_back({"When", Fit::kWrap});
  if (used.status) columns.push_back({"Status", Fit::kWrap});
  AddSourceColumns(columns, wide);
  Table table(std::move(columns));
  for (const Fact& fact : facts) {
    const fact::v1::FactContent& content = fact.content();
    std::vector<Cell> cells;
    if (relations) {
      cells = {EntityCell(content.relation().subject()),
               {RelationText(content)},
               ValueCell(content.relation().object())};
    } else {
      cells = {{KindText(content.kind()), Style::kFaint}, {FactLine(content)}};
    }
    if (used.when) cells.push_back({WhenText(fact), Style::kTime});
    if (used.status) cells.push_back({StatusText(fact), Style::kWarning});
    AddSourceCells(cells, fact, wide);
    table.AddRow(std::move(cells));
  }
  return table.Render(terminal);
}

std::string TimelineTable(const TimelineContent& timeline, bool wide, const Terminal& terminal) {
  if (timeline.buckets.empty()) {
    return EntriesTable(timeline.entries.begin(), timeline.entries.end(), wide).Render(terminal);
  }
  std::string out;
  auto next = timeline.entries.begin();
  for (const query::v1::TimelineBucket& bucket : timeline.buckets) {
    const auto end = next + static_cast<std::ptrdiff_t>(bucket.entry_count());
    StrAppend(&out, out.empty() ? "" : "\n", terminal.Paint(Style::kStrong, bucket.label()), "  ",
              terminal.Paint(
                  Style::kFaint,
                  StrCat(Count(bucket.entry_count(), "event"), ", ",
                         Count(bucket.report_count(), "report"), ", ", bucket.corroborated_count(),
                         " with two origins or more", bucket.continued() ? ", goes on" : "")),
              "\n", EntriesTable(next, end, wide).Render(terminal, 2));
    next = end;
  }
  return out;
}

std::string StatementBlock(const Fact& fact, const query::v1::StatementMatch* match, bool wide,
                           const Terminal& terminal) {
  const fact::v1::Statement& statement = fact.content().statement();
  std::string head = terminal.Paint(Style::kPerson, SafeForTerminal(statement.speaker().name()));
  if (const std::string when = WhenText(fact); !when.empty()) {
    StrAppend(&head, "  ", terminal.Paint(Style::kTime, when));
  }
  std::string rest;
  if (statement.has_addressee()) StrAppend(&rest, "  to ", statement.addressee().name());
  if (!statement.occasion().empty()) StrAppend(&rest, "  ", statement.occasion());
  if (const std::string status = FactualityText(fact.factuality()); !status.empty()) {
    StrAppend(&rest, "  (", status, ")");
  }
  StrAppend(&head, SafeForTerminal(rest), "\n");
  StrAppend(&head, StatementWords(statement, match, terminal));
  std::string source = SourcesText(fact);
  if (fact.attestations_size() > 0) {
    const std::string chain = ChainText(fact.attestations(0).attribution());
    if (!chain.empty()) source = StrCat(chain, "  ·  ", source);
  }
  StrAppend(&head, IndentedText(source, 2, Style::kFaint, terminal));
  std::string more = wide ? fact.id() : "";
  if (match != nullptr && match->score() > 0) {
    StrAppend(&more, more.empty() ? "" : "  ", absl::StrFormat("relevance %.2f", match->score()));
  }
  if (!more.empty()) StrAppend(&head, IndentedText(more, 2, Style::kFaint, terminal));
  return head;
}

std::string ConflictBlock(const query::v1::Conflict& conflict, bool wide,
                          const Terminal& terminal) {
  std::string out = StrCat(terminal.Paint(Style::kBad, SafeForTerminal(conflict.summary())), "\n");
  // What all sides tell: the summary of a denial does not say of what.
  const bool one_fact = std::all_of(
      conflict.sides().begin(), conflict.sides().end(),
      [&](const auto& side) { return side.fact().id() == conflict.sides(0).fact().id(); });
  if (one_fact && conflict.sides_size() > 0 && !conflict.sides(0).fact().id().empty()) {
    StrAppend(&out, IndentedText(FactLine(conflict.sides(0).fact().content()), 2, Style::kStrong,
                                 terminal));
  }
  for (const query::v1::ConflictSide& side : conflict.sides()) {
    const auto reports = static_cast<uint64_t>(side.attestations_size());
    StrAppend(&out, "  ", terminal.Paint(Style::kStrong, SafeForTerminal(side.value())), "  ",
              terminal.Paint(Style::kFaint, StrCat(Count(reports, "report"), ", ",
                                                   Count(OriginCount(side), "origin"))),
              "\n");
    StrAppend(&out, IndentedText(SidePublishers(side), 4, Style::kFaint, terminal));
    if (side.attestations_size() > 0) {
      StrAppend(&out, IndentedText(StrCat("“", EvidenceText(side.attestations(0)), "”"), 4,
                                   Style::kPlain, terminal));
    }
    if (wide) StrAppend(&out, IndentedText(side.fact().id(), 4, Style::kFaint, terminal));
  }
  if (wide) {
    StrAppend(&out, IndentedText(StrCat("conflict ", conflict.id()), 2, Style::kFaint, terminal));
  }
  return out;
}

}  // namespace dateline::cli
