#include "services/query/factbase/content_merging.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "services/query/factbase/keys.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

// The most used of several forms of one thing; ties by the form's order.
template <typename T>
class Tally {
 public:
  void Add(const T& form, uint32_t times) { counts_[form] += times; }
  bool empty() const { return counts_.empty(); }
  T Best() const {
    return std::max_element(counts_.begin(), counts_.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

 private:
  std::map<T, uint32_t> counts_;
};

Value WithoutName(Value value) {
  if (auto* entity = std::get_if<EntityReference>(&value)) *entity = {entity->id, "", {}};
  return value;
}

std::tuple<bool, int64_t, bool, int64_t, int, bool, int> TimeOrder(const TimeInterval& time) {
  return {!time.start.has_value(),
          time.start.has_value() ? CivilSeconds(*time.start) : 0,
          !time.end.has_value(),
          time.end.has_value() ? CivilSeconds(*time.end) : 0,
          static_cast<int>(time.granularity),
          time.approximate,
          time.utc_offset_minutes.value_or(10'000)};
}

// A value and how often it is given.
struct Given {
  Value value;
  uint32_t times = 0;
};

// Values of one key: entities and numbers are equal then, words and times may
// be written in several ways.
Value MostUsed(const std::vector<Given>& values) {
  Tally<std::string> texts;
  std::optional<TimeInterval> time;
  for (const auto& [value, times] : values) {
    if (const auto* text = std::get_if<std::string>(&value)) texts.Add(*text, times);
    if (const auto* stated = std::get_if<TimeInterval>(&value)) {
      if (!time.has_value() || TimeOrder(*stated) < TimeOrder(*time)) time = *stated;
    }
  }
  if (!texts.empty()) return texts.Best();
  if (time.has_value()) return *time;
  return WithoutName(values.front().value);
}

// The value that most contents give, and of it the most used form.
Value Prevailing(const std::vector<Given>& values) {
  Tally<std::string> keys;
  for (const auto& [value, times] : values) keys.Add(ValueKey(value), times);
  const std::string best = keys.Best();
  std::vector<Given> forms;
  for (const Given& given : values) {
    if (ValueKey(given.value) == best) forms.push_back(given);
  }
  return MostUsed(forms);
}

Relation MergeRelations(const std::vector<CountedContent>& contents) {
  std::vector<Given> objects;
  std::map<std::string, std::vector<Given>> qualifiers;
  Relation merged;
  for (const auto& [content, times] : contents) {
    const Relation& relation = std::get<Relation>(content->body);
    merged.subject.id = relation.subject.id;
    objects.push_back({relation.object, times});
    for (const Qualifier& qualifier : relation.qualifiers) {
      qualifiers[qualifier.name].push_back({qualifier.value, times});
    }
  }
  merged.object = MostUsed(objects);
  for (const auto& [name, values] : qualifiers) {
    merged.qualifiers.push_back({name, Prevailing(values)});
  }
  return merged;
}

Event MergeEvents(const std::vector<CountedContent>& contents) {
  std::map<std::pair<std::string, std::string>, std::vector<Given>> fillers;
  Tally<std::pair<std::string, std::string>> codes;
  for (const auto& [content, times] : contents) {
    const Event& event = std::get<Event>(content->body);
    codes.Add({event.plover_code, event.plover_mode}, times);
    for (const RoleFiller& filler : event.roles) {
      fillers[{filler.role, ValueKey(filler.value)}].push_back({filler.value, times});
    }
  }
  Event merged;
  std::tie(merged.plover_code, merged.plover_mode) = codes.Best();
  for (const auto& [role, values] : fillers) {
    merged.roles.push_back({role.first, MostUsed(values)});
  }
  return merged;
}

Statement MergeStatements(const std::vector<CountedContent>& contents) {
  Statement merged;
  Tally<std::string> quoted, reported, occasions, addressees;
  std::map<std::string, std::vector<Given>> topics;
  for (const auto& [content, times] : contents) {
    const Statement& statement = std::get<Statement>(content->body);
    merged.speaker.id = statement.speaker.id;
    (statement.quoted ? quoted : reported).Add(statement.content, times);
    if (!statement.occasion.empty()) occasions.Add(statement.occasion, times);
    if (statement.addressee.has_value()) addressees.Add(statement.addressee->id, times);
    for (const Value& topic : statement.topics) topics[ValueKey(topic)].push_back({topic, times});
  }
  merged.quoted = !quoted.empty();
  merged.content = merged.quoted ? quoted.Best() : reported.Best();
  if (!occasions.empty()) merged.occasion = occasions.Best();
  if (!addressees.empty()) merged.addressee = EntityReference{addressees.Best(), "", {}};
  for (const auto& [key, values] : topics) merged.topics.push_back(MostUsed(values));
  return merged;
}

using CountedPhrase = std::pair<const Phrase*, uint32_t>;

Phrase MergePhrases(const std::vector<CountedPhrase>& phrases) {
  Tally<std::string> texts;
  Phrase merged;
  for (const auto& [phrase, times] : phrases) {
    texts.Add(phrase->text, times);
    if (phrase->entity.has_value()) merged.entity = EntityReference{phrase->entity->id, "", {}};
  }
  merged.text = texts.Best();
  return merged;
}

Claim MergeClaims(const std::vector<CountedContent>& contents) {
  std::vector<CountedPhrase> subjects;
  std::vector<std::vector<CountedPhrase>> objects;
  Tally<std::string> relations;
  for (const auto& [content, times] : contents) {
    const Claim& claim = std::get<Claim>(content->body);
    subjects.emplace_back(&claim.subject, times);
    relations.Add(claim.relation, times);
    objects.resize(std::max(objects.size(), claim.objects.size()));
    for (size_t i = 0; i < claim.objects.size(); ++i)
      objects[i].emplace_back(&claim.objects[i], times);
  }
  Claim merged;
  merged.subject = MergePhrases(subjects);
  merged.relation = relations.Best();
  for (const auto& phrases : objects) merged.objects.push_back(MergePhrases(phrases));
  return merged;
}

TimeInterval HullOf(const std::vector<TimeInterval>& times) {
  TimeInterval hull;
  Granularity start_granularity{}, end_granularity{};
  bool start_approximate = false, end_approximate = false, same_offset = true;
  for (const TimeInterval& time : times) {
    same_offset &= time.utc_offset_minutes == times.front().utc_offset_minutes;
    if (time.start.has_value() && (!hull.start.has_value() || *time.start < *hull.start)) {
      hull.start = time.start;
      start_granularity = time.granularity;
      start_approximate = time.approximate;
    }
    if (time.end.has_value() && (!hull.end.has_value() || *time.end > *hull.end)) {
      hull.end = time.end;
      end_granularity = time.granularity;
      end_approximate = time.approximate;
    }
  }
  // One says "since 2022", another "until 2021": the start is the later news.
  if (hull.start.has_value() && hull.end.has_value() && *hull.end < *hull.start) {
    hull.end.reset();
    end_approximate = false;
  }
  hull.granularity = !hull.start.has_value() ? end_granularity
                     : !hull.end.has_value() ? start_granularity
                                             : std::min(start_granularity, end_granularity);
  hull.approximate = start_approximate || end_approximate;
  if (same_offset) hull.utc_offset_minutes = times.front().utc_offset_minutes;
  return hull;
}

}  // namespace

std::optional<TimeInterval> MergeTimes(FactKind kind, const std::vector<TimeInterval>& stated) {
  std::vector<TimeInterval> times;
  for (const TimeInterval& time : stated) {
    if (!time.empty()) times.push_back(time);
  }
  if (times.empty()) return std::nullopt;
  // So that ties between equal ends do not depend on the order of documents.
  const auto by_time = [](const TimeInterval& a, const TimeInterval& b) {
    return TimeOrder(a) < TimeOrder(b);
  };
  std::sort(times.begin(), times.end(), by_time);
  if (kind == FactKind::kRelation) return HullOf(times);
  const auto width = [](const TimeInterval& time) {
    if (!time.start.has_value() || !time.end.has_value()) return std::pair(1, int64_t{0});
    return std::pair(0, *time.end - *time.start);
  };
  return *std::min_element(
      times.begin(), times.end(),
      [&](const TimeInterval& a, const TimeInterval& b) { return width(a) < width(b); });
}

FactContent MergeContents(const std::vector<CountedContent>& contents) {
  FactContent merged;
  const FactKind kind = contents.front().content->kind();
  merged.type = contents.front().content->type;
  std::vector<TimeInterval> times;
  for (const CountedContent& counted : contents) {
    const auto& valid_time = counted.content->valid_time;
    if (valid_time.has_value()) times.push_back(*valid_time);
  }
  merged.valid_time = MergeTimes(kind, times);
  switch (kind) {
    case FactKind::kRelation:
      merged.body = MergeRelations(contents);
      break;
    case FactKind::kEvent:
      merged.body = MergeEvents(contents);
      break;
    case FactKind::kStatement:
      merged.body = MergeStatements(contents);
      break;
    case FactKind::kClaim:
    case FactKind::kUnspecified:
      merged.body = MergeClaims(contents);
      break;
  }
  return merged;
}

}  // namespace dateline::query
