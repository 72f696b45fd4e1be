// For measuring only: reads one JSON object a line, {"text": ..., "reference":
// "2019-05-15"}, and writes the time expressions found in it as one JSON object
// a line. Used by measure_times.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "services/extraction/nlp/segmentation/segmentation_stage.h"
#include "services/extraction/nlp/times/time_stage.h"

namespace dateline::nlp {
namespace {

using nlohmann::json;

const char* NameOf(TimeSense::Kind kind) {
  static constexpr const char* kNames[] = {"calendar", "grid",     "point", "span",
                                           "range",    "duration", "vague"};
  return kNames[static_cast<size_t>(kind)];
}

const char* NameOf(DayPart part) {
  static constexpr const char* kNames[] = {"",          "dawn",    "morning", "noon",
                                           "afternoon", "evening", "night",   "midnight"};
  return kNames[static_cast<size_t>(part)];
}

json Describe(const ResolvedTime& found) {
  const TimeMention& mention = found.mention;
  json out = {{"begin", mention.span.begin},
              {"end", mention.span.end},
              {"kind", NameOf(found.sense.kind)},
              {"set", mention.set},
              {"duration", mention.duration},
              {"relative", mention.relative},
              {"part", static_cast<int>(found.sense.part)},
              {"day_part", NameOf(found.sense.clock.part)},
              {"clock", found.sense.clock.hour.has_value()},
              {"to_the_hour", found.sense.clock.to_the_hour}};
  if (found.sense.amount) out["length"] = ToIsoDuration(*found.sense.amount);
  if (mention.value) {
    out["start"] = mention.value->StartString();
    out["finish"] = mention.value->EndString();
    out["edtf"] = mention.value->ToEdtf();
    out["granularity"] = static_cast<int>(mention.value->granularity);
  }
  return out;
}

int Run() {
  const SegmentationStage segmentation;
  const TimeStage times;
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    AnnotatedDocument document;
    document.text = request.at("text").get<std::string>();
    const std::string reference = request.value("reference", "");
    if (!reference.empty()) {
      const auto parsed = ParseTimeInterval(reference);
      if (!parsed.ok()) {
        std::cerr << parsed.status().message() << "\n";
        return 1;
      }
      document.published_at = *parsed;
    }
    segmentation.Annotate(document);
    json found = json::array();
    for (const ResolvedTime& time : times.Find(document)) found.push_back(Describe(time));
    std::cout << json{{"times", found}}.dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace dateline::nlp

int main() { return dateline::nlp::Run(); }
