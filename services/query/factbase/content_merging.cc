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

// Equal words, of which some may be known to name an entity.
template <typename Select>
Phrase MergePhrases(const std::vector<const Claim*>& claims, Select select) {
  Phrase merged;
  merged.text = select(*claims.front())->text;
  std::string entity;
  for (const Claim* claim : claims) {
    const Phrase& phrase = *select(*claim);
    if (!phrase.entity.has_value()) continue;
    if (entity.empty() || phrase.entity->id < entity) entity = phrase.entity->id;
  }
  if (!entity.empty()) merged.entity = EntityReference{entity, "", {}};
  return merged;
}

// As it is told most often, ties by its words: parts of different claims do not
// make one.
Claim MergeClaims(const std::vector<CountedContent>& contents) {
  const auto words_of = [](const Claim& claim) {
    std::vector<std::string> words = {claim.subject.text, claim.relation};
    for (const Phrase& object : claim.objects) words.push_back(object.text);
    return words;
  };
  Tally<std::vector<std::string>> told;
  std::map<std::vector<std::string>, std::vector<const Claim*>> by_words;
  for (const auto& [content, times] : contents) {
    const Claim& claim = std::get<Claim>(content->body);
    std::vector<std::string> words = words_of(claim);
    told.Add(words, times);
    by_words[std::move(words)].push_back(&claim);
  }
  const std::vector<const Claim*>& alike = by_words.at(told.Best());
  Claim merged;
  merged.relation = alike.front()->relation;
  merged.subject = MergePhrases(alike, [](const Claim& claim) { return &claim.subject; });
  for (size_t i = 0; i < alike.front()->objects.size(); ++i) {
    merged.objects.push_back(
        MergePhrases(alike, [i](const Claim& claim) { return &claim.objects[i]; }));
  }
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
  Tally<std::string> types;
  std::vector<TimeInterval> times;
  for (const CountedContent& counted : contents) {
    types.Add(counted.content->type, counted.times);
    const auto& valid_time = counted.content->valid_time;
    if (valid_time.has_value()) times.push_back(*valid_time);
  }
  merged.type = types.Best();
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
