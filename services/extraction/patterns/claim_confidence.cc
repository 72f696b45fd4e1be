#include "services/extraction/patterns/claim_confidence.h"

#include <algorithm>
#include <cmath>

namespace dateline::patterns {
namespace {

// Weights fitted by tools/bench/quality/measure_claims.py on half of the
// development sentences; the other half is for checking them.
double WeightOf(Construction construction) {
  switch (construction) {
    case Construction::kMain:
      return 0.92;
    case Construction::kCoordinated:
      return 0.14;
    case Construction::kSharedSubject:
      return 0.74;
    case Construction::kParataxis:
      return 0.40;
    case Construction::kContent:
      return -0.54;
    case Construction::kAdverbial:
      return 0.29;
    case Construction::kAdverbialPhrase:
      return -0.14;
    case Construction::kRelative:
      return 0.18;
    case Construction::kParticiple:
      return -0.46;
    case Construction::kOtherClause:
      return -0.2;
    case Construction::kExistence:
      return -0.25;
    case Construction::kApposition:
      return -0.52;
    case Construction::kPlace:
      return -0.32;
    case Construction::kTitle:
      return 0.08;
    case Construction::kPossessive:
      return -0.77;
  }
  return 0;
}

}  // namespace

double EstimateConfidence(const OpenProposition& proposition) {
  const PropositionShape& shape = proposition.shape;
  size_t words = proposition.subject.size() + proposition.relation.size();
  for (const ClaimPhrase& object : proposition.objects) words += object.size();
  const double tens = static_cast<double>(std::min<size_t>(words, 40)) / 10;
  double score = 0.20 + WeightOf(proposition.construction);
  if (proposition.copular) score -= 0.21;
  // True, and too little for most readers to note it.
  if (proposition.objects.empty()) score -= 2.3;
  if (shape.took_preposition) score += 0.35;
  if (shape.several_objects) score += 0.31;
  score -= 0.083 * static_cast<double>(std::min<size_t>(shape.further, 3));
  score += 0.24 * tens - 0.167 * tens * tens;
  score -= 0.05 * static_cast<double>(std::min<size_t>(proposition.subject.size(), 12)) / 5;
  score += 0.10 * static_cast<double>(std::min<size_t>(proposition.relation.size(), 6)) / 3;
  score -= 0.06 * static_cast<double>(std::min<size_t>(shape.sentence_words, 60)) / 20;
  return 1 / (1 + std::exp(-score));
}

}  // namespace dateline::patterns
