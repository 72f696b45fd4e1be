// How the figures of `dateline top` look, for people and for programs.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/table.h"
#include "tools/dateline/top_figures.h"

namespace dateline::cli {
namespace {

Column Number(const char* header) { return {header, Fit::kKeep, Align::kRight}; }

std::string Formatted(const char* format, double value) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string RateText(double per_second) {
  return Formatted(per_second < 10 ? "%.2f" : "%.0f", per_second);
}

std::string CountText(double count) { return Formatted("%.0f", count); }

std::string BytesText(double bytes) {
  const char* const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < std::size(units)) {
    bytes /= 1024;
    ++unit;
  }
  return StrCat(Formatted(unit == 0 || bytes >= 100 ? "%.0f" : "%.1f", bytes), " ", units[unit]);
}

std::string SecondsText(double seconds) {
  if (seconds < 0.001) return Formatted("%.0f µs", seconds * 1e6);
  if (seconds < 1) return Formatted("%.1f ms", seconds * 1e3);
  return Formatted("%.2f s", seconds);
}

std::string SecondsText(const std::optional<double>& seconds) {
  return seconds.has_value() ? SecondsText(*seconds) : "";
}

std::string PercentText(double share) { return Formatted("%.0f %%", share * 100); }

// "breaking 2, normal 14"; without zeros.
std::string PartsText(const std::map<std::string, double>& parts) {
  std::vector<std::string> out;
  for (const auto& [name, value] : parts) {
    if (value > 0) out.push_back(StrCat(name, " ", CountText(value)));
  }
  return absl::StrJoin(out, ", ");
}

std::string ServersText(const TopFigures& figures, const Terminal& terminal) {
  Table table({{"Server"},
               {"State", Fit::kWrap},
               Number("Up"),
               Number("Processors"),
               Number("Memory"),
               Number("Files")});
  for (const ServerFigures& server : figures.servers) {
    if (!server.error.empty()) {
      table.AddRow({{server.address}, {server.error, Style::kBad}});
      continue;
    }
    table.AddRow({{server.address, Style::kStrong},
                  {StrCat("version ", server.version), Style::kGood},
                  {DurationText(server.uptime_seconds)},
                  {Formatted("%.2f", server.processors)},
                  {BytesText(server.memory_bytes)},
                  {CountText(server.open_files)}});
  }
  return table.Render(terminal);
}

std::string RpcsText(const TopFigures& figures, size_t rpcs, const Terminal& terminal) {
  if (figures.rpcs.empty()) return "";
  Table table({{"Call"},
               Number("A second"),
               Number("Failed"),
               Number("Open"),
               Number("Median"),
               Number("99 %"),
               Number("In /s"),
               Number("Out /s"),
               Number("Since start")});
  for (size_t i = 0; i < figures.rpcs.size() && i < rpcs; ++i) {
    const RpcFigures& rpc = figures.rpcs[i];
    const std::string service = rpc.service.substr(rpc.service.rfind('.') + 1);
    table.AddRow({{StrCat(service, "/", rpc.method)},
                  {RateText(rpc.calls_per_second)},
                  {RateText(rpc.failed_per_second),
                   rpc.failed_per_second > 0 ? Style::kWarning : Style::kFaint},
                  {CountText(rpc.in_flight)},
                  {SecondsText(rpc.median_seconds)},
                  {SecondsText(rpc.p99_seconds)},
                  {BytesText(rpc.received_bytes_per_second)},
                  {BytesText(rpc.sent_bytes_per_second)},
                  {CountText(rpc.calls), Style::kFaint}});
  }
  return "\n" + table.Render(terminal);
}

std::string DeliveryText(const TopFigures& figures, const Terminal& terminal) {
  if (!figures.has_delivery) return "";
  double waiting = 0;
  for (const auto& [state, documents] : figures.waiting_by_state) waiting += documents;
  Table table({{"Delivery"}, {"", Fit::kWrap}});
  const std::string parts = PartsText(figures.waiting_by_priority);
  table.AddRow({{"waiting"},
                {StrCat(CountText(waiting), " of ", CountText(figures.waiting_limit),
                        parts.empty() ? "" : ": ", parts)}});
  if (const auto retrying = figures.waiting_by_state.find("retrying");
      retrying != figures.waiting_by_state.end() && retrying->second > 0) {
    table.AddRow({{"to be tried again"}, {CountText(retrying->second), Style::kWarning}});
  }
  table.AddRow({{"waits longest"}, {DurationText(figures.lag_seconds)}});
  table.AddRow({{"under way"}, {CountText(figures.in_flight)}});
  std::vector<std::string> rates;
  for (const auto& [event, rate] : figures.events_per_second) {
    std::string name = event;
    std::replace(name.begin(), name.end(), '_', ' ');
    rates.push_back(StrCat(name, " ", RateText(rate)));
  }
  table.AddRow({{"a second"}, {absl::StrJoin(rates, ", ")}});
  table.AddRow(
      {{"given up"},
       {CountText(figures.dead_letters), figures.dead_letters > 0 ? Style::kBad : Style::kPlain}});
  return "\n" + table.Render(terminal);
}

std::string StagesText(const TopFigures& figures, const Terminal& terminal) {
  if (!figures.has_extraction) return "";
  Table table({{"Extraction stage"}, Number("A document"), Number("Share")});
  for (const StageFigures& stage : figures.stages) {
    std::string name = stage.stage;
    std::replace(name.begin(), name.end(), '_', ' ');
    table.AddRow({{name}, {SecondsText(stage.mean_seconds)}, {PercentText(stage.share)}});
  }
  return StrCat("\n", table.Render(terminal), RateText(figures.documents_per_second),
                " documents a second, ", BytesText(figures.text_bytes_per_second), "/s of text\n");
}

std::string FactsText(const TopFigures& figures, const Terminal& terminal) {
  if (!figures.has_facts) return "";
  Table table({{"Fact base"}, {"", Fit::kWrap}});
  table.AddRow({{"facts"}, {PartsText(figures.facts_by_kind)}});
  table.AddRow({{"conflicts"}, {PartsText(figures.conflicts_by_type)}});
  table.AddRow({{"attestations"}, {CountText(figures.attestations)}});
  table.AddRow({{"entities"}, {CountText(figures.entities)}});
  table.AddRow({{"documents"}, {CountText(figures.documents)}});
  table.AddRow({{"watchers"}, {CountText(figures.watchers)}});
  return "\n" + table.Render(terminal);
}

std::string StoresText(const TopFigures& figures, const Terminal& terminal) {
  if (figures.stores.empty()) return "";
  Table table({{"Store"},
               {"Writes"},
               Number("Rows"),
               Number("Files"),
               Number("Buffer"),
               Number("Cache"),
               Number("To merge"),
               Number("Stalled"),
               Number("Disk free")});
  for (const StoreFiguresShown& store : figures.stores) {
    table.AddRow(
        {{store.store, Style::kStrong},
         {store.writable ? "yes" : "NO", store.writable ? Style::kGood : Style::kBad},
         {CountText(store.rows)},
         {BytesText(store.file_bytes)},
         {BytesText(store.write_buffer_bytes)},
         {StrCat(BytesText(store.cache_bytes), " of ", BytesText(store.cache_limit_bytes))},
         {BytesText(store.pending_bytes)},
         {PercentText(store.stalled_share)},
         {BytesText(store.disk_free_bytes)}});
  }
  return "\n" + table.Render(terminal);
}

using Json = nlohmann::ordered_json;

Json OptionalNumber(const std::optional<double>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

Json ServersJson(const TopFigures& figures) {
  Json out = Json::array();
  for (const ServerFigures& server : figures.servers) {
    Json& one = out.emplace_back();
    one["address"] = server.address;
    one["answers"] = server.error.empty();
    if (!server.error.empty()) {
      one["error"] = server.error;
      continue;
    }
    one["version"] = server.version;
    one["uptime_seconds"] = server.uptime_seconds;
    one["processors"] = server.processors;
    one["memory_bytes"] = server.memory_bytes;
    one["open_files"] = server.open_files;
  }
  return out;
}

Json RpcsJson(const TopFigures& figures) {
  Json out = Json::array();
  for (const RpcFigures& rpc : figures.rpcs) {
    Json& one = out.emplace_back();
    one["service"] = rpc.service;
    one["method"] = rpc.method;
    one["calls_per_second"] = rpc.calls_per_second;
    one["failed_per_second"] = rpc.failed_per_second;
    one["in_flight"] = rpc.in_flight;
    one["median_seconds"] = OptionalNumber(rpc.median_seconds);
    one["p99_seconds"] = OptionalNumber(rpc.p99_seconds);
    one["received_bytes_per_second"] = rpc.received_bytes_per_second;
    one["sent_bytes_per_second"] = rpc.sent_bytes_per_second;
    one["calls"] = rpc.calls;
  }
  return out;
}

Json DeliveryJson(const TopFigures& figures) {
  Json out;
  out["waiting_by_state"] = figures.waiting_by_state;
  out["waiting_by_priority"] = figures.waiting_by_priority;
  out["waiting_limit"] = figures.waiting_limit;
  out["lag_seconds"] = figures.lag_seconds;
  out["in_flight"] = figures.in_flight;
  out["dead_letters"] = figures.dead_letters;
  out["events_per_second"] = figures.events_per_second;
  return out;
}

Json ExtractionJson(const TopFigures& figures) {
  Json out;
  out["documents_per_second"] = figures.documents_per_second;
  out["text_bytes_per_second"] = figures.text_bytes_per_second;
  out["stages"] = Json::array();
  for (const StageFigures& stage : figures.stages) {
    out["stages"].push_back(
        {{"stage", stage.stage}, {"mean_seconds", stage.mean_seconds}, {"share", stage.share}});
  }
  return out;
}

Json FactsJson(const TopFigures& figures) {
  Json out;
  out["facts_by_kind"] = figures.facts_by_kind;
  out["conflicts_by_type"] = figures.conflicts_by_type;
  out["attestations"] = figures.attestations;
  out["entities"] = figures.entities;
  out["documents"] = figures.documents;
  out["watchers"] = figures.watchers;
  return out;
}

Json StoresJson(const TopFigures& figures) {
  Json out = Json::array();
  for (const StoreFiguresShown& store : figures.stores) {
    Json& one = out.emplace_back();
    one["store"] = store.store;
    one["writable"] = store.writable;
    one["rows"] = store.rows;
    one["file_bytes"] = store.file_bytes;
    one["write_buffer_bytes"] = store.write_buffer_bytes;
    one["cache_bytes"] = store.cache_bytes;
    one["cache_limit_bytes"] = store.cache_limit_bytes;
    one["pending_compaction_bytes"] = store.pending_bytes;
    one["stalled_share"] = store.stalled_share;
    one["disk_free_bytes"] = store.disk_free_bytes;
  }
  return out;
}

}  // namespace

std::string TopText(const TopFigures& figures, size_t rpcs, const Terminal& terminal) {
  return StrCat(ServersText(figures, terminal), RpcsText(figures, rpcs, terminal),
                DeliveryText(figures, terminal), StagesText(figures, terminal),
                FactsText(figures, terminal), StoresText(figures, terminal));
}

std::string TopJson(const TopFigures& figures) {
  Json line;
  line["seconds"] = figures.seconds;
  line["servers"] = ServersJson(figures);
  line["rpcs"] = RpcsJson(figures);
  if (figures.has_delivery) line["delivery"] = DeliveryJson(figures);
  if (figures.has_extraction) line["extraction"] = ExtractionJson(figures);
  if (figures.has_facts) line["fact_base"] = FactsJson(figures);
  line["stores"] = StoresJson(figures);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dateline::cli
