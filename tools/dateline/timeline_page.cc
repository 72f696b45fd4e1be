#include "tools/dateline/timeline_page.h"

#include <algorithm>

#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {
namespace {

using query::v1::TimelineBucket;
using query::v1::TimelineEntry;

constexpr std::string_view kHead = R"html(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { --ink: #1b1f24; --faint: #667; --line: #d8dce2; --paper: #fff; --card: #f6f7f9;
        --held: #1a7f4b; --planned: #a86200; --denied: #b3261e; --mark: #2f5fd0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --faint: #9aa3ad; --line: #343a42; --paper: #14171b; --card: #1d2127;
          --held: #57c98b; --planned: #e0a24a; --denied: #f2877f; --mark: #8fb0ff; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper);
       color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.faint { color: var(--faint); } h2 .faint { font-weight: normal; font-size: .9rem; }
svg.bars { width: 100%; height: 90px; margin: 1rem 0; } svg.bars rect { fill: var(--line); }
svg.bars rect.many { fill: var(--mark); } svg.bars a:hover rect { fill: var(--ink); }
.tools { display: flex; gap: 1rem; flex-wrap: wrap; align-items: center; }
input[type=search] { font: inherit; padding: .3rem .6rem; min-width: 16rem; color: inherit;
       background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
article { border-left: 3px solid var(--line); background: var(--card); padding: .5rem .9rem;
       margin: .5rem 0; border-radius: 0 .4rem .4rem 0; }
article.held { border-color: var(--held); } article.planned { border-color: var(--planned); }
article.denied { border-color: var(--denied); }
article header { display: flex; gap: .8rem; flex-wrap: wrap; align-items: baseline; }
time { font-variant-numeric: tabular-nums; color: var(--faint); }
.type { font-weight: 600; } .sources { margin-left: auto; font-size: .9rem; }
.status { font-size: .9rem; } .held .status { color: var(--held); }
.planned .status { color: var(--planned); } .denied .status { color: var(--denied); }
ol.history { margin: .3rem 0; padding-left: 1.2rem; font-size: .9rem; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 2px solid var(--line); }
details summary { cursor: pointer; color: var(--faint); font-size: .9rem; }
[hidden] { display: none; }
</style>
)html";

constexpr std::string_view kScript = R"html(<script>
const search = document.getElementById("search");
const corroborated = document.getElementById("corroborated");
const shown = document.getElementById("shown");
function update() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of document.querySelectorAll("section")) {
    let any = false;
    for (const event of section.querySelectorAll("article")) {
      const text = event.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word)) &&
          (!corroborated.checked || Number(event.dataset.origins) > 1);
      event.hidden = !fits;
      any = any || fits;
      count += fits ? 1 : 0;
    }
    section.hidden = !any;
  }
  shown.textContent = count;
}
search.addEventListener("input", update);
corroborated.addEventListener("change", update);
</script>
)html";

std::string Escaped(std::string_view text) {
  return absl::StrReplaceAll(
      AbslView(SafeForTerminal(text)),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

// Bars of the stretches, each a link to its section.
std::string Bars(const std::vector<TimelineBucket>& buckets) {
  constexpr int kWidth = 1000;
  constexpr int kHeight = 80;
  uint32_t most = 1;
  for (const TimelineBucket& bucket : buckets) most = std::max(most, bucket.entry_count());
  const int step = std::max<int>(1, kWidth / static_cast<int>(std::max<size_t>(buckets.size(), 1)));
  std::string out = StrCat(
      "<svg class=\"bars\" viewBox=\"0 0 ", step * static_cast<int>(buckets.size()), " 90\" ",
      "preserveAspectRatio=\"none\" role=\"img\" ", "aria-label=\"Events over time\">\n");
  int left = 0;
  for (const TimelineBucket& bucket : buckets) {
    const auto height =
        std::max<int>(2, static_cast<int>(bucket.entry_count()) * kHeight / static_cast<int>(most));
    StrAppend(&out, "<a href=\"#b", bucket.label(), "\"><rect x=\"", left, "\" y=\"", 90 - height,
              "\" width=\"", std::max(1, step - 1), "\" height=\"", height, "\"",
              bucket.corroborated_count() > 0 ? " class=\"many\"" : "", "><title>",
              Escaped(bucket.label()), ": ", Count(bucket.entry_count(), "event"),
              "</title></rect></a>\n");
    left += step;
  }
  return out + "</svg>\n";
}

std::string StatusClass(const query::v1::Fact& event) {
  const fact::v1::Factuality& factuality = event.factuality();
  if (factuality.polarity() == fact::v1::POLARITY_NEGATIVE) return "denied";
  const bool held = factuality.status() == fact::v1::FACT_STATUS_ACTUAL ||
                    factuality.status() == fact::v1::FACT_STATUS_UNSPECIFIED;
  return held ? "held" : "planned";
}

std::string History(const TimelineEntry& entry) {
  if (entry.status_history_size() < 2) return "";
  std::string out = "<ol class=\"history\">\n";
  for (const query::v1::StatusReport& report : entry.status_history()) {
    StrAppend(&out, "<li>",
              Escaped(EventStatusText(report.factuality(), entry.event().content().type())));
    if (report.has_published_at()) {
      StrAppend(&out, ", reported <time>", Escaped(TimeText(report.published_at())), "</time>");
    }
    if (!report.publisher().empty()) StrAppend(&out, " by ", Escaped(report.publisher()));
    if (report.report_count() > 1) {
      StrAppend(&out, " and ", Count(report.report_count() - 1, "later report"));
    }
    out += "</li>\n";
  }
  return out + "</ol>\n";
}

std::string Quotations(const query::v1::Fact& event) {
  std::string out = StrCat("<details><summary>", Escaped(SourcesText(event)), "</summary>\n");
  for (const fact::v1::Attestation& attestation : event.attestations()) {
    std::string words;
    for (const fact::v1::Evidence& evidence : attestation.evidence()) {
      StrAppend(&words, words.empty() ? "" : " … ", evidence.text());
    }
    StrAppend(
        &out, "<blockquote>", Escaped(words), "<br><span class=\"faint\">",
        Escaped(attestation.publisher().empty() ? "unknown publisher" : attestation.publisher()));
    if (attestation.has_published_at()) {
      StrAppend(&out, ", ", Escaped(TimeText(attestation.published_at())));
    }
    if (const std::string chain = ChainText(attestation.attribution()); !chain.empty()) {
      StrAppend(&out, " · ", Escaped(chain));
    }
    out += "</span></blockquote>\n";
  }
  return out + "</details>\n";
}

std::string EventCard(const TimelineEntry& entry) {
  const query::v1::Fact& event = entry.event();
  const std::string status = entry.announced_then_held()
                                 ? "announced, then held"
                                 : EventStatusText(event.factuality(), event.content().type());
  std::string out = StrCat(
      "<article class=\"", StatusClass(event), "\" data-origins=\"", event.origin_count(),
      "\" id=\"", Escaped(event.id()), "\"><header><time>",
      Escaped(TimeText(event.content().valid_time())), "</time><span class=\"type\">",
      Escaped(event.content().type()), "</span><span class=\"status\">", Escaped(status),
      event.conflict_ids_size() > 0 ? ", disputed" : "", "</span><span class=\"sources faint\">",
      Count(event.origin_count(), "origin"), "</span></header>\n<div>",
      Escaped(RolesText(event.content().event(), {"place", "time"})));
  if (const std::string place = RoleText(event.content().event(), "place"); !place.empty()) {
    StrAppend(&out, " <span class=\"faint\">in ", Escaped(place), "</span>");
  }
  return StrCat(out, "</div>\n", History(entry), Quotations(event), "</article>\n");
}

}  // namespace

std::string TimelinePage(std::string_view title, const TimelineContent& timeline) {
  std::string out =
      StrCat(kHead, "<title>", Escaped(title), "</title></head><body>\n<h1>", Escaped(title),
             "</h1>\n<div class=\"faint\"><span id=\"shown\">", timeline.entries.size(),
             "</span> of ", Count(timeline.entries.size(), "event"), "</div>\n");
  StrAppend(&out, Bars(timeline.buckets),
            "<div class=\"tools\"><input type=\"search\" id=\"search\" placeholder=\"Search\" ",
            "aria-label=\"Search\"><label><input type=\"checkbox\" id=\"corroborated\"> ",
            "two origins or more</label></div>\n");
  size_t next = 0;
  for (const TimelineBucket& bucket : timeline.buckets) {
    StrAppend(&out, "<section id=\"b", Escaped(bucket.label()), "\"><h2>", Escaped(bucket.label()),
              " <span class=\"faint\">", Count(bucket.entry_count(), "event"), ", ",
              Count(bucket.report_count(), "report"), "</span></h2>\n");
    for (uint32_t i = 0; i < bucket.entry_count() && next < timeline.entries.size(); ++i) {
      out += EventCard(timeline.entries[next++]);
    }
    out += "</section>\n";
  }
  return StrCat(out, kScript, "</body></html>\n");
}

void AppendTimeline(query::v1::GetTimelineResponse& page, TimelineContent& timeline) {
  for (TimelineEntry& entry : *page.mutable_entries()) {
    timeline.entries.push_back(std::move(entry));
  }
  for (TimelineBucket& bucket : *page.mutable_buckets()) {
    if (timeline.buckets.empty() || timeline.buckets.back().label() != bucket.label()) {
      timeline.buckets.push_back(std::move(bucket));
      continue;
    }
    TimelineBucket& last = timeline.buckets.back();
    last.set_entry_count(last.entry_count() + bucket.entry_count());
    last.set_report_count(last.report_count() + bucket.report_count());
    last.set_corroborated_count(last.corroborated_count() + bucket.corroborated_count());
    last.set_continued(bucket.continued());
  }
}

void TruncateTimeline(size_t count, TimelineContent& timeline) {
  while (timeline.entries.size() > count) {
    if (!timeline.buckets.empty()) {
      TimelineBucket& last = timeline.buckets.back();
      const query::v1::Fact& event = timeline.entries.back().event();
      last.set_entry_count(last.entry_count() - 1);
      last.set_report_count(last.report_count() - event.report_count());
      if (event.origin_count() > 1) last.set_corroborated_count(last.corroborated_count() - 1);
      last.set_continued(true);
      if (last.entry_count() == 0) timeline.buckets.pop_back();
    }
    timeline.entries.pop_back();
  }
}

}  // namespace dateline::cli
