#include "tools/dateline/delivery_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

template <typename Value, size_t N>
std::string NameOf(const std::array<std::pair<std::string_view, Value>, N>& names, Value value,
                   std::string_view otherwise) {
  for (const auto& [name, of] : names) {
    if (of == value) return std::string(name);
  }
  return std::string(otherwise);
}

template <typename Value, size_t N>
Value ValueOf(const std::array<std::pair<std::string_view, Value>, N>& names,
              std::string_view name) {
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  return Value{};
}

constexpr std::array<std::pair<std::string_view, ingest::v1::DeliveryState>, 6> kStates = {
    {{"queued", ingest::v1::DELIVERY_STATE_QUEUED},
     {"retrying", ingest::v1::DELIVERY_STATE_RETRYING},
     {"delivered", ingest::v1::DELIVERY_STATE_DELIVERED},
     {"dead", ingest::v1::DELIVERY_STATE_DEAD},
     {"removing", ingest::v1::DELIVERY_STATE_REMOVING},
     {"removed", ingest::v1::DELIVERY_STATE_REMOVED}}};
constexpr std::array<std::pair<std::string_view, ingest::v1::Priority>, 4> kPriorityNames = {
    {{"breaking", ingest::v1::PRIORITY_BREAKING},
     {"normal", ingest::v1::PRIORITY_NORMAL},
     {"backfill", ingest::v1::PRIORITY_BACKFILL},
     {"re-extraction", ingest::v1::PRIORITY_REEXTRACTION}}};
constexpr std::array<std::pair<std::string_view, ingest::v1::DeliveryStep>, 3> kSteps = {
    {{"extraction", ingest::v1::DELIVERY_STEP_EXTRACTION},
     {"recording", ingest::v1::DELIVERY_STEP_RECORDING},
     {"removal", ingest::v1::DELIVERY_STEP_REMOVAL}}};

double Seconds(const google::protobuf::Timestamp& moment) {
  return static_cast<double>(moment.seconds()) + moment.nanos() * 1e-9;
}

double Seconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

std::string Rate(double per_second) {
  char text[32];
  std::snprintf(text, sizeof text, per_second < 10 ? "%.2f" : "%.0f", per_second);
  return text;
}

std::string Progress(const ingest::v1::Reprocessing& of) {
  const double share = of.total() == 0 ? 1.0 : static_cast<double>(of.examined()) / of.total();
  return StrCat(of.examined(), " of ", of.total(), " (",
                static_cast<int>(std::floor(std::min(share, 1.0) * 100)), " %)");
}

std::string ReprocessingStateText(ingest::v1::ReprocessingState state) {
  if (state == ingest::v1::REPROCESSING_STATE_RUNNING) return "running";
  return state == ingest::v1::REPROCESSING_STATE_STOPPED ? "stopped" : "finished";
}

std::string FilterText(const ingest::v1::ReprocessingFilter& filter) {
  std::vector<std::string> parts;
  if (filter.state() != ingest::v1::DELIVERY_STATE_UNSPECIFIED) {
    parts.push_back(StateText(filter.state()));
  }
  if (!filter.unless_extractor_version().empty()) {
    parts.push_back("not from " + filter.unless_extractor_version());
  }
  if (!filter.publisher().empty()) parts.push_back("of " + filter.publisher());
  if (!filter.uri_prefix().empty()) parts.push_back("under " + filter.uri_prefix());
  if (filter.has_received_from()) parts.push_back("from " + MomentText(filter.received_from()));
  if (filter.has_received_to()) parts.push_back("to " + MomentText(filter.received_to()));
  return parts.empty() ? "all documents" : absl::StrJoin(parts, ", ");
}

std::string DepthsTable(const ingest::v1::GetDeliveryStatusResponse& status,
                        const Terminal& terminal) {
  if (status.depths().empty()) return "";
  Table table({{"Waiting", Fit::kKeep},
               {"Priority", Fit::kKeep},
               {"Documents", Fit::kKeep, Align::kRight},
               {"Oldest for", Fit::kKeep, Align::kRight}});
  for (const ingest::v1::QueueDepth& depth : status.depths()) {
    table.AddRow({{StateText(depth.state()), StyleOfState(depth.state())},
                  {PriorityText(depth.priority())},
                  {std::to_string(depth.documents())},
                  {AgeText(depth.oldest_queued_at(), status.as_of())}});
  }
  return "\n" + table.Render(terminal);
}

std::string RatesTable(const ingest::v1::DeliveryRates& rates, const Terminal& terminal) {
  Table table({{"Last minute", Fit::kKeep}, {"A second", Fit::kKeep, Align::kRight}});
  table.AddRow({{"accepted"}, {Rate(rates.accepted())}});
  table.AddRow({{"already here"}, {Rate(rates.duplicates())}});
  table.AddRow({{"refused, queue full"},
                {Rate(rates.refused()), rates.refused() > 0 ? Style::kWarning : Style::kPlain}});
  table.AddRow({{"delivered"}, {Rate(rates.delivered()), Style::kGood}});
  table.AddRow({{"attempts failed"},
                {Rate(rates.failed_attempts()),
                 rates.failed_attempts() > 0 ? Style::kWarning : Style::kPlain}});
  table.AddRow(
      {{"given up"}, {Rate(rates.given_up()), rates.given_up() > 0 ? Style::kBad : Style::kPlain}});
  return "\n" + table.Render(terminal);
}

std::string SourcesTable(const ingest::v1::GetDeliveryStatusResponse& status,
                         const Terminal& terminal) {
  if (status.top_sources().empty()) return "";
  Table table({{"Waits most: submitter", Fit::kCut},
               {"Publisher", Fit::kCut},
               {"Documents", Fit::kKeep, Align::kRight},
               {"Under way", Fit::kKeep, Align::kRight}});
  for (const ingest::v1::SourceBacklog& source : status.top_sources()) {
    table.AddRow({{source.submitter()},
                  {source.publisher(), Style::kOrganization},
                  {std::to_string(source.documents())},
                  {std::to_string(source.in_flight())}});
  }
  return "\n" + table.Render(terminal);
}

}  // namespace

std::string StateText(ingest::v1::DeliveryState state) { return NameOf(kStates, state, "unknown"); }

ingest::v1::DeliveryState StateOf(std::string_view name) { return ValueOf(kStates, name); }

Style StyleOfState(ingest::v1::DeliveryState state) {
  if (state == ingest::v1::DELIVERY_STATE_DELIVERED) return Style::kGood;
  if (state == ingest::v1::DELIVERY_STATE_DEAD) return Style::kBad;
  return Style::kWarning;
}

std::string PriorityText(ingest::v1::Priority priority) {
  return NameOf(kPriorityNames, priority, "");
}

ingest::v1::Priority PriorityOf(std::string_view name) { return ValueOf(kPriorityNames, name); }

std::vector<std::string> PriorityNames() { return {"breaking", "normal", "backfill"}; }

std::string StepText(ingest::v1::DeliveryStep step) { return NameOf(kSteps, step, ""); }

ingest::v1::DeliveryStep StepOf(std::string_view name) { return ValueOf(kSteps, name); }

std::string ErrorText(int code, std::string_view reason) {
  if (!reason.empty()) return std::string(reason);
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

std::string DurationText(double seconds) {
  if (seconds < 10) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", std::max(seconds, 0.0));
    return text;
  }
  const auto whole = static_cast<int64_t>(seconds);
  if (whole < 120) return StrCat(whole, " s");
  if (whole < 2 * 3600) return StrCat(whole / 60, " min");
  if (whole < 48 * 3600) return StrCat(whole / 3600, " h ", whole % 3600 / 60, " min");
  return StrCat(whole / 86400, " d ", whole % 86400 / 3600, " h");
}

std::string AgeText(const google::protobuf::Timestamp& moment,
                    const google::protobuf::Timestamp& now) {
  if (moment.seconds() == 0 && moment.nanos() == 0) return "";
  return DurationText(Seconds(now) - Seconds(moment));
}

std::string StatusText(const ingest::v1::GetDeliveryStatusResponse& status,
                       const Terminal& terminal) {
  Table table({{"Delivery", Fit::kKeep}, {"", Fit::kKeep, Align::kRight}});
  table.AddRow({{"waiting"}, {StrCat(status.waiting(), " of ", status.waiting_limit())}});
  table.AddRow({{"under way"}, {std::to_string(status.in_flight())}});
  table.AddRow({{"oldest waits for"}, {AgeText(status.oldest_queued_at(), status.as_of())}});
  if (status.has_mean_delivery_time()) {
    table.AddRow(
        {{"delivered within, mean"}, {DurationText(Seconds(status.mean_delivery_time()))}});
    table.AddRow(
        {{"delivered within, longest"}, {DurationText(Seconds(status.longest_delivery_time()))}});
  }
  table.AddRow({{"dead letters"},
                {std::to_string(status.dead_letters()),
                 status.dead_letters() > 0 ? Style::kBad : Style::kPlain}});
  std::string text = StrCat(table.Render(terminal), DepthsTable(status, terminal),
                            RatesTable(status.rates(), terminal), SourcesTable(status, terminal));
  if (!status.reprocessings().empty()) {
    StrAppend(&text, "\n",
              ReprocessingsTable({status.reprocessings().begin(), status.reprocessings().end()},
                                 terminal));
  }
  return text;
}

std::string DeadLettersTable(const std::vector<ingest::v1::DeadLetter>& letters, bool wide,
                             const Terminal& terminal) {
  std::vector<Column> columns = {
      {"Document", Fit::kCut}, {"Publisher", Fit::kCut}, {"Given up (UTC)", Fit::kKeep},
      {"Step", Fit::kKeep},    {"Error", Fit::kKeep},    {"Attempts", Fit::kKeep, Align::kRight}};
  if (wide) {
    columns.push_back({"Submitter", Fit::kCut});
    columns.push_back({"Message", Fit::kCut});
    columns.push_back({"Id", Fit::kKeep});
  }
  Table table(std::move(columns));
  for (const ingest::v1::DeadLetter& letter : letters) {
    const ingest::v1::DeliveryFailure& last = letter.failures(letter.failures_size() - 1);
    std::vector<Cell> cells = {{letter.uri().empty() ? letter.document_id() : letter.uri()},
                               {letter.publisher(), Style::kOrganization},
                               {MomentText(letter.given_up_at()), Style::kTime},
                               {StepText(last.step())},
                               {ErrorText(last.code(), last.reason()), Style::kBad},
                               {std::to_string(letter.attempts())}};
    if (wide) {
      cells.push_back({letter.submitter()});
      cells.push_back({last.message()});
      cells.push_back({letter.document_id(), Style::kFaint});
    }
    table.AddRow(std::move(cells));
  }
  return table.Render(terminal);
}

std::string DeadLetterCard(const ingest::v1::DeadLetter& letter, const Terminal& terminal) {
  Table table({{"Dead letter", Fit::kKeep}, {letter.document_id(), Fit::kWrap}});
  table.AddRow({{"title"}, {letter.title(), Style::kStrong}});
  table.AddRow({{"publisher"}, {letter.publisher(), Style::kOrganization}});
  table.AddRow({{"submitter"}, {letter.submitter()}});
  table.AddRow({{"priority"}, {PriorityText(letter.priority())}});
  table.AddRow({{"uri"}, {letter.uri()}});
  table.AddRow({{"received"}, {MomentText(letter.received_at()) + " UTC"}});
  table.AddRow({{"given up"},
                {StrCat(MomentText(letter.given_up_at()), " UTC, after ",
                        Count(letter.attempts(), "attempt"), ", for the ", letter.times_given_up(),
                        ". time")}});
  for (const ingest::v1::DeliveryFailure& failure : letter.failures()) {
    table.AddRow(
        {{"failed at"},
         {StrCat(StepText(failure.step()), ": ", ErrorText(failure.code(), failure.reason()), ": ",
                 failure.message(), " (", Count(failure.attempts(), "time"), ", last ",
                 MomentText(failure.last_at()), " UTC)"),
          Style::kBad}});
  }
  if (!letter.extractor_version().empty()) {
    table.AddRow({{"facts kept"}, {"from extractor " + letter.extractor_version()}});
  }
  table.AddRow({{"what to do"}, {letter.advice()}});
  return table.Render(terminal);
}

std::string DeadLetterGroupsText(const ingest::v1::ExplainDeadLettersResponse& groups,
                                 const Terminal& terminal) {
  Table table({{"Documents", Fit::kKeep, Align::kRight},
               {"Step", Fit::kKeep},
               {"Error", Fit::kKeep},
               {"Last (UTC)", Fit::kKeep},
               {"Why, and what to do", Fit::kWrap}});
  for (const ingest::v1::DeadLetterGroup& group : groups.groups()) {
    table.AddRow(
        {{std::to_string(group.documents()), Style::kStrong},
         {StepText(group.step())},
         {ErrorText(group.code(), group.reason()), Style::kBad},
         {MomentText(group.last_given_up_at()), Style::kTime},
         {StrCat(group.message().empty() ? "" : StrCat("“", group.message(), "” "), group.advice(),
                 " For example: ", absl::StrJoin(group.example_ids(), ", "))}});
  }
  std::string text = table.Render(terminal);
  if (groups.truncated()) {
    StrAppend(&text, "Only the last ", groups.examined(), " given up were looked at.\n");
  }
  return text;
}

std::string ReprocessingsTable(const std::vector<ingest::v1::Reprocessing>& reprocessings,
                               const Terminal& terminal) {
  Table table({{"Reprocessing", Fit::kKeep, Align::kRight},
               {"State", Fit::kKeep},
               {"Looked at", Fit::kKeep},
               {"Queued", Fit::kKeep, Align::kRight},
               {"Began (UTC)", Fit::kKeep},
               {"Which", Fit::kWrap}});
  for (const ingest::v1::Reprocessing& of : reprocessings) {
    table.AddRow({{of.id(), Style::kStrong},
                  {ReprocessingStateText(of.state())},
                  {Progress(of)},
                  {std::to_string(of.queued())},
                  {MomentText(of.started_at()), Style::kTime},
                  {FilterText(of.filter())}});
  }
  return table.Render(terminal);
}

}  // namespace dateline::cli
