#include "services/query/factbase/story.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/sha256.h"
#include "common/text/folding.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

// Bytes of a document within which headline and first sentences stand.
constexpr uint32_t kLead = 400;

uint64_t WeightOf(EntityType type) {
  switch (type) {
    case EntityType::kPerson:
      return 6;
    case EntityType::kOrganization:
      return 4;
    case EntityType::kGpe:
    case EntityType::kLocation:
      return 2;
    case EntityType::kGroup:
      return 1;
    default:
      return 3;
  }
}

bool IsNamed(const DocumentEntity& entity) {
  return entity.mentions.empty() ||
         std::any_of(entity.mentions.begin(), entity.mentions.end(),
                     [](const Mention& mention) { return mention.form == MentionForm::kName; });
}

uint32_t MarkOf(const std::string& name) {
  return static_cast<uint32_t>(std::stoul(HashedId({name}).substr(0, 8), nullptr, 16) %
                               Story::kFirstKindMark);
}

}  // namespace

// People go by their last name, which all reports of a story give.
std::string Story::NameOf(const EntityReference& entity) {
  if (entity.type != EntityType::kPerson) return "e" + entity.id;
  const std::string folded = FoldForMatching(entity.name);
  const std::vector<std::string_view> words = WordsOf(folded);
  return words.empty() ? "e" + entity.id : "p" + std::string(words.back());
}

Story::Story(std::vector<std::string> names) : names_(std::move(names)) {
  for (size_t i = 0; i < names_.size(); ++i) rank_.emplace(names_[i], i);
  for (size_t i = 0; i < std::min(names_.size(), kMostNames); ++i) {
    marks_.push_back(MarkOf(names_[i]));
  }
  std::sort(marks_.begin(), marks_.end());
  marks_.erase(std::unique(marks_.begin(), marks_.end()), marks_.end());
}

std::vector<uint32_t> Story::FilingOf(const FactContent& content) const {
  std::set<size_t> ranks;
  ForEachEntityOf(content, [&](std::string_view role, const EntityReference& entity) {
    if (role == "topic") return;
    const auto it = rank_.find(NameOf(entity));
    if (it != rank_.end()) ranks.insert(it->second);
  });
  if (ranks.empty()) {
    for (size_t rank = 0; rank < names_.size(); ++rank) ranks.insert(rank);
  }
  std::vector<uint32_t> marks;
  for (const size_t rank : ranks) {
    if (marks.size() < kMostFiled) marks.push_back(MarkOf(names_[rank]));
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  return marks;
}

Story StoryOf(const Extraction& extraction, const std::map<std::string, std::string>& entities) {
  std::set<std::string> messengers = {FoldForMatching(extraction.document.publisher)};
  for (const std::string& agency : extraction.document.credited_agencies) {
    messengers.insert(FoldForMatching(agency));
  }
  std::map<std::string, uint64_t> weights;
  for (const DocumentEntity& entity : extraction.entities) {
    const auto id = entities.find(entity.id);
    if (id == entities.end() || !IsNamed(entity)) continue;
    if (messengers.contains(FoldForMatching(entity.name))) continue;
    const bool leads = !entity.mentions.empty() && entity.mentions.front().span.begin < kLead;
    const uint64_t mentions = std::max<size_t>(entity.mentions.size(), 1);
    weights[Story::NameOf({id->second, entity.name, entity.type})] +=
        mentions * WeightOf(entity.type) * (leads ? 3 : 2);
  }
  std::vector<std::pair<uint64_t, std::string>> ranked;
  for (const auto& [name, weight] : weights) ranked.emplace_back(UINT64_MAX - weight, name);
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (auto& [weight, name] : ranked) names.push_back(std::move(name));
  return Story(std::move(names));
}

bool TellOneStory(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  std::vector<uint32_t> shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.size() >= 2 ||
         (!shared.empty() && 2 * shared.size() >= std::min(a.size(), b.size()));
}

}  // namespace dateline::query
