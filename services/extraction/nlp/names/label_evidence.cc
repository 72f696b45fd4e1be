#include "services/extraction/nlp/names/label_evidence.h"

#include <algorithm>
#include <utility>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {
namespace {

bool Overlap(TokenRange a, TokenRange b) { return a.begin < b.end && b.begin < a.end; }

// "University of" before "Lima": the labels end the longer name before the
// shorter one at its end.
bool ReachesOver(const AnnotatedDocument& document, const LabelledName& name,
                 const LabelledName& next) {
  if (name.type == NameType::kPerson || name.tokens.end != next.tokens.begin) return false;
  const std::string_view last = document.Form(name.tokens.end - 1);
  return next.type == NameType::kLocation && (last == "of" || last == "for" || last == "in");
}

void TakeLabel(const AnnotatedDocument& document, const LabelledName& label, NameMention& name) {
  name.tokens = label.tokens;
  name.span = document.Span(label.tokens);
  name.type = label.type;
  name.entity_type = EntityTypeOf(label.type);
}

// True if no rule knew what the name is.
bool IsOpen(const NameMention& name) {
  return name.type == NameType::kMisc && name.entity_type == EntityType::kUnspecified &&
         name.canonical.empty();
}

// True if the label tells a type that a guess may be exchanged for.
bool SaysMore(NameType label) {
  return label == NameType::kPerson || label == NameType::kOrganization ||
         label == NameType::kLocation || label == NameType::kFacility ||
         label == NameType::kProduct;
}

bool InRunningText(const AnnotatedDocument& document, TokenRange tokens) {
  const Sentence* sentence = document.SentenceOf(tokens.begin);
  return sentence != nullptr && sentence->block == BlockKind::kBody;
}

}  // namespace

std::vector<LabelledName> WholeNames(const AnnotatedDocument& document) {
  std::vector<LabelledName> whole;
  for (const LabelledName& name : document.labelled_names) {
    const bool joins = !whole.empty() && whole.back().tokens.end == name.tokens.begin;
    if (joins && name.goes_on) {
      whole.back().tokens.end = name.tokens.end;
      whole.back().type = name.type;
    } else if (joins && ReachesOver(document, whole.back(), name)) {
      whole.back().tokens.end = name.tokens.end;
    } else {
      whole.push_back({name.tokens, name.type});
    }
  }
  std::erase_if(whole, [](const LabelledName& name) {
    return name.type == NameType::kDate || name.type == NameType::kMoney;
  });
  return whole;
}

void ApplyLabels(AnnotatedDocument& document, const std::unordered_set<uint32_t>& guessed) {
  std::vector<NameMention> all;
  std::vector<NameMention>& names = document.names;
  size_t at = 0;
  for (const LabelledName& label : WholeNames(document)) {
    while (at < names.size() && names[at].tokens.end <= label.tokens.begin) {
      all.push_back(std::move(names[at++]));
    }
    size_t end = at;
    bool open = true;
    while (end < names.size() && Overlap(names[end].tokens, label.tokens)) {
      const NameMention& name = names[end++];
      const bool guess =
          SaysMore(label.type) && name.canonical.empty() && guessed.contains(name.tokens.begin);
      open &= guess || IsOpen(name);
    }
    // A word that the rules passed over has to look like a name.
    const bool name_like = end > at || StartsUpper(document.Form(label.tokens.begin));
    const bool after_last = all.empty() || all.back().tokens.end <= label.tokens.begin;
    if (!open || !name_like || !after_last || !InRunningText(document, label.tokens)) continue;
    NameMention name;
    TakeLabel(document, label, name);
    all.push_back(std::move(name));
    at = end;
  }
  for (; at < names.size(); ++at) all.push_back(std::move(names[at]));
  names = std::move(all);
}

}  // namespace dateline::nlp
