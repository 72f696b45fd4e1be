#include "services/extraction/patterns/language/event_gathering.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace dateline::patterns {
namespace {

// How many events of one type back a finding is compared.
constexpr size_t kMostCompared = 12;
// How many sentences later "the summit" still means the one just told of.
constexpr uint32_t kReach = 5;

// Of these there may be several that a single mention does not name.
bool HoldsMany(std::string_view role) {
  return role == "participant" || role == "topic" || role == "thing" || role == "cause" ||
         role == "number" || role == "chair" || role == "time";
}

// Roles that say who or what it is about.
bool Identifies(std::string_view role) {
  return role != "place" && role != "topic" && role != "cause" && role != "number" &&
         role != "amount" && role != "host" && role != "chair" && role != "position";
}

class Gatherer {
 public:
  explicit Gatherer(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  std::vector<FoundEvent> Run(std::vector<FoundEvent> found) {
    std::vector<FoundEvent> out;
    for (FoundEvent& event : found) {
      FoundEvent* same = nullptr;
      bool drop = false;
      size_t compared = 0;
      for (size_t i = out.size(); i > 0 && compared < kMostCompared && same == nullptr; --i) {
        if (out[i - 1].pattern->type != event.pattern->type) continue;
        ++compared;
        if (SameWord(out[i - 1], event)) {
          // A later pattern adds to what an earlier one found, or is left out.
          drop = !RolesAgree(out[i - 1], event, true);
          same = &out[i - 1];
        } else if (AreOne(out[i - 1], event)) {
          same = &out[i - 1];
        }
      }
      if (drop) continue;
      if (same == nullptr) {
        out.push_back(std::move(event));
      } else {
        Merge(std::move(event), *same);
      }
    }
    return out;
  }

 private:
  static bool SameWord(const FoundEvent& a, const FoundEvent& b) {
    return std::any_of(a.mentions.begin(), a.mentions.end(), [&b](const EventMention& mention) {
      return mention.trigger == b.mentions.front().trigger;
    });
  }

  bool AreOne(const FoundEvent& a, const FoundEvent& b) const {
    if (a.said_in != b.said_in) return false;
    if (a.time.value.has_value() && b.time.value.has_value() &&
        !a.time.value->Touches(*b.time.value)) {
      return false;
    }
    const EventMention told = b.mentions.front();
    const uint32_t sentence = view_.SentenceOf(told.trigger);
    const bool entwined =
        std::any_of(a.mentions.begin(), a.mentions.end(), [&](const EventMention& mention) {
          return view_.SentenceOf(mention.trigger) == sentence && Entwined(mention, a, told, b);
        });
    const bool together = view_.SentenceOf(a.mentions.back().trigger) == sentence;
    if (!RolesAgree(a, b, entwined)) return false;
    // The verb says whether it happens, its noun ("will attend the session") not.
    if (entwined) return true;
    if (together || !(a.factuality == b.factuality)) return false;
    if (RefersBack(told) && sentence <= view_.SentenceOf(a.mentions.back().trigger) + kReach) {
      const bool same_noun = std::any_of(
          a.mentions.begin(), a.mentions.end(),
          [&](const EventMention& m) { return tree_.Lemma(m.noun) == tree_.Lemma(told.noun); });
      if (same_noun || SharesIdentity(a, b)) return true;
    }
    return SameIdentity(a, b);
  }

  // One stands in what the other was found in, or hangs on it.
  bool Entwined(const EventMention& one, const FoundEvent& a, const EventMention& other,
                const FoundEvent& b) const {
    const TokenRange found = b.evidence.front();
    if (std::any_of(a.evidence.begin(), a.evidence.end(), [&](const TokenRange& range) {
          return range.begin < found.end && found.begin < range.end;
        })) {
      return true;
    }
    return tree_.IsBelow(one.trigger, other.trigger) || tree_.IsBelow(other.trigger, one.trigger);
  }

  static std::vector<const Value*> FillersOf(const FoundEvent& event, std::string_view role) {
    std::vector<const Value*> out;
    for (const RoleFiller& filler : event.roles) {
      if (filler.role == role) out.push_back(&filler.value);
    }
    return out;
  }

  static bool Within(const std::vector<const Value*>& inner,
                     const std::vector<const Value*>& outer) {
    return std::all_of(inner.begin(), inner.end(), [&outer](const Value* value) {
      return std::any_of(outer.begin(), outer.end(),
                         [value](const Value* other) { return *value == *other; });
    });
  }

  // No role of both has fillers of which neither's hold the other's.
  static bool RolesAgree(const FoundEvent& a, const FoundEvent& b, bool together) {
    for (const RoleFiller& filler : b.roles) {
      if (filler.role == "topic" || filler.role == "cause") continue;
      if (together && HoldsMany(filler.role)) continue;
      const auto in_a = FillersOf(a, filler.role);
      if (in_a.empty()) continue;
      const auto in_b = FillersOf(b, filler.role);
      if (!Within(in_a, in_b) && !Within(in_b, in_a)) return false;
    }
    return true;
  }

  static bool SharesIdentity(const FoundEvent& a, const FoundEvent& b) {
    return std::any_of(b.roles.begin(), b.roles.end(), [&a](const RoleFiller& filler) {
      return Identifies(filler.role) && Has(a, filler);
    });
  }

  static bool Has(const FoundEvent& event, const RoleFiller& wanted) {
    return std::find(event.roles.begin(), event.roles.end(), wanted) != event.roles.end();
  }

  // The same named entities in the same roles, at least one.
  static bool SameIdentity(const FoundEvent& a, const FoundEvent& b) {
    bool any = false;
    for (const auto* pair : {&a, &b}) {
      const FoundEvent& other = pair == &a ? b : a;
      for (const RoleFiller& filler : pair->roles) {
        if (!Identifies(filler.role)) continue;
        if (!Has(other, filler)) return false;
        any |= std::holds_alternative<EntityReference>(filler.value);
      }
    }
    return any;
  }

  // "the summit", "that meeting", "his visit".
  bool RefersBack(const EventMention& mention) const {
    if (tree_.Upos(mention.noun) != "NOUN") return false;
    for (const uint32_t child : tree_.Children(mention.noun)) {
      const std::string_view word = view_.Lower(child);
      if (tree_.HasRelation(child, "det") && (word == "the" || word == "this" || word == "that")) {
        return true;
      }
      if (tree_.HasRelation(child, "nmod:poss")) return true;
    }
    return false;
  }

  bool IsVerb(uint32_t token) const { return tree_.Upos(token) == "VERB"; }

  void Merge(FoundEvent from, FoundEvent& to) const {
    for (RoleFiller& filler : from.roles) {
      const bool known =
          std::any_of(to.roles.begin(), to.roles.end(), [&](const RoleFiller& other) {
            // Who chairs a meeting takes part in it.
            return other.value == filler.value;
          });
      if (known) {
        Prefer(filler, to.roles);
      } else {
        to.roles.push_back(std::move(filler));
      }
    }
    if (IsVerb(from.mentions.front().trigger) && !IsVerb(to.mentions.front().trigger)) {
      to.factuality = from.factuality;
    }
    to.mentions.insert(to.mentions.end(), from.mentions.begin(), from.mentions.end());
    if (!to.time.value.has_value()) to.time = from.time;
    if (from.pattern->confidence > to.pattern->confidence) to.pattern = from.pattern;
    for (const TokenRange range : from.evidence) {
      TokenRange& last = to.evidence.back();
      if (range.begin < last.end && last.begin < range.end) {
        last = {std::min(last.begin, range.begin), std::max(last.end, range.end)};
      } else {
        to.evidence.push_back(range);
      }
    }
  }

  // "chair" says more of somebody than "participant".
  static void Prefer(const RoleFiller& filler, std::vector<RoleFiller>& roles) {
    if (filler.role != "chair") return;
    for (RoleFiller& other : roles) {
      if (other.value == filler.value && other.role == "participant") other.role = "chair";
    }
  }

  const DocumentView& view_;
  const DependencyTree& tree_;
};

}  // namespace

std::vector<FoundEvent> GatherEvents(const DocumentView& view, std::vector<FoundEvent> found) {
  return Gatherer(view).Run(std::move(found));
}

}  // namespace dateline::patterns
