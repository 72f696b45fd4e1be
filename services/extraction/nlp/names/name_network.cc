#include "services/extraction/nlp/names/name_network.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/nlp/model/sentence_pieces.h"
#include "services/extraction/nlp/model/vector_math.h"

namespace dateline::nlp {
namespace {

constexpr std::array kTypes = {
    NameType::kPerson,   NameType::kOrganization, NameType::kLocation,
    NameType::kFacility, NameType::kNorp,         NameType::kDate,
    NameType::kMoney,    NameType::kProduct,      NameType::kMisc,
};

}  // namespace

absl::StatusOr<NameNetwork> NameNetwork::Load(std::shared_ptr<const Bundle> bundle,
                                              std::shared_ptr<const WordTable> words,
                                              Kernel kernel) {
  NameNetwork network;
  network.kernel_ = kernel;
  network.words_ = std::move(words);
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> labels,
                            bundle->Lines("names/output/labels"));
  const auto count = static_cast<uint32_t>(labels.size());
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> members,
                            bundle->Lines("names/members"));
  if (members.empty()) return UnusableBundle("it names no member of the name network");
  for (const std::string_view name : members) {
    Member member;
    DATELINE_ASSIGN_OR_RETURN(member.tower, Tower::Load(bundle, std::string(name)));
    DATELINE_ASSIGN_OR_RETURN(member.output,
                              Linear::Load(*bundle, StrCat(name, "/output"), member.tower.width()));
    if (member.output.outputs() != count) return UnusableBundle("it lacks labels of names");
    network.members_.push_back(std::move(member));
  }
  for (const std::string_view text : labels) {
    Label label;
    if (text != "O") {
      const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](NameType t) {
        return (text.starts_with("B-") || text.starts_with("I-")) && NameOf(t) == text.substr(2);
      });
      if (type == kTypes.end()) {
        return UnusableBundle(StrCat("unknown label of names '", text, "'"));
      }
      label = {true, text[0] == 'B', *type};
    }
    network.labels_.push_back(label);
  }
  DATELINE_ASSIGN_OR_RETURN(network.start_, bundle->CopyFloats("names/start", count));
  DATELINE_ASSIGN_OR_RETURN(network.transitions_,
                            bundle->CopyFloats("names/transitions", uint64_t{count} * count));
  return network;
}

// Viterbi (1967); of equals the first label.
std::vector<uint32_t> NameNetwork::BestLabels(const float* scores, size_t tokens) const {
  const size_t n = labels_.size();
  std::vector<float> best(n), next(n);
  std::vector<uint32_t> from(tokens * n, 0);
  for (size_t label = 0; label < n; ++label) best[label] = scores[label] + start_[label];
  for (size_t t = 1; t < tokens; ++t) {
    for (size_t to = 0; to < n; ++to) {
      uint32_t choice = 0;
      float value = best[0] + transitions_[to];
      for (uint32_t at = 1; at < n; ++at) {
        const float candidate = best[at] + transitions_[at * n + to];
        if (candidate > value) {
          value = candidate;
          choice = at;
        }
      }
      next[to] = value + scores[t * n + to];
      from[t * n + to] = choice;
    }
    std::swap(best, next);
  }
  std::vector<uint32_t> path(tokens);
  path[tokens - 1] = static_cast<uint32_t>(PositionOfLargest(best.data(), n));
  for (size_t t = tokens - 1; t > 0; --t) path[t - 1] = from[t * n + path[t]];
  return path;
}

std::vector<LabelledName> NameNetwork::FindNames(const AnnotatedDocument& document) const {
  const PieceBatches work(document, *words_);
  TowerWorkspace workspace;
  workspace.kernel = kernel_;
  std::vector<int32_t> sums;
  std::vector<float> scores, member_scores;
  std::vector<LabelledName> names;
  for (const SentenceBatch& batch : work.batches()) {
    const std::vector<FeatureRows> features = work.FeaturesOf(batch);
    scores.assign(batch.tokens * labels_.size(), 0.0f);
    member_scores.resize(scores.size());
    for (const Member& member : members_) {
      const int8_t* states = member.tower.Run(batch, features.data(), workspace);
      member.output.Apply(states, batch.tokens, member.tower.width(), kStateScale, sums,
                          member_scores.data(), workspace.kernel);
      for (size_t i = 0; i < scores.size(); ++i) scores[i] += member_scores[i];
    }
    for (size_t s = 0; s < batch.sentences.size(); ++s) {
      const std::vector<uint32_t> path =
          BestLabels(scores.data() + batch.offsets[s] * labels_.size(), batch.lengths[s]);
      const uint32_t first = work.pieces()[batch.sentences[s]].tokens.begin;
      bool open = false;
      for (uint32_t i = 0; i < path.size(); ++i) {
        const Label& label = labels_[path[i]];
        const bool other = open && label.name && label.type != names.back().type;
        if (label.name && (label.begins || !open || other)) {
          names.push_back({{first + i, first + i}, label.type, other && !label.begins});
        }
        open = label.name;
        if (open) names.back().tokens.end = first + i + 1;
      }
    }
  }
  std::sort(names.begin(), names.end(),
            [](const LabelledName& a, const LabelledName& b) { return a.tokens < b.tokens; });
  return names;
}

}  // namespace dateline::nlp
