// Small random worlds of extractions: few names, many collisions, so that
// entities and facts merge, split and contradict each other often.
#ifndef DATELINE_TESTS_PROPERTY_RANDOM_WORLD_H_
#define DATELINE_TESTS_PROPERTY_RANDOM_WORLD_H_

#include <random>
#include <string>
#include <vector>

#include "common/fact/fact.h"
#include "services/query/factbase/pins.h"

namespace dateline {

class RandomWorld {
 public:
  explicit RandomWorld(uint32_t seed) : random_(seed) {}

  // An extraction of document number `number`. Two calls give two versions of
  // the same document.
  Extraction MakeDocument(int number);

  // A pin of names, external ids and uses in documents 0 to `documents` - 1, some
  // of which nobody has.
  query::PinRequest MakePin(int documents);

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  bool Chance(uint32_t percent) { return Below(100) < percent; }

 private:
  template <typename T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(static_cast<uint32_t>(items.size()))];
  }

  query::PinTarget Target(int documents);
  DocumentEntity Person();
  DocumentEntity Organization();
  DocumentEntity Place();
  EntityReference Reference(const Extraction& extraction, EntityType type);
  TimeInterval Time();
  FactContent Relation(const Extraction& extraction);
  FactContent Event(const Extraction& extraction);
  FactContent Statement(const Extraction& extraction);
  FactContent Claim(const Extraction& extraction);
  Attestation Support(const Extraction& extraction, ByteSpan span);

  std::mt19937 random_;
};

}  // namespace dateline

#endif  // DATELINE_TESTS_PROPERTY_RANDOM_WORLD_H_
