// Pins are inputs like documents: in whatever order both come, and whatever was
// pinned and taken back in between, the fact base is the same; and what it
// showed at a moment it shows for ever.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "common/base/strings.h"
#include "tests/property/ground.h"
#include "tests/property/random_world.h"
#include "tests/property/subject.h"

namespace dateline {
namespace {

constexpr int kDocuments = 9;
using Pins = std::vector<query::PinRequest>;

World MakeWorld(RandomWorld& random) {
  World world;
  for (int number = 0; number < kDocuments; ++number) world[number] = random.MakeDocument(number);
  return world;
}

// Pins none of which contradicts another.
Pins MakePins(RandomWorld& random) {
  Pins pins;
  std::set<std::string> ids;
  Subject subject(MemoryGround());
  for (int i = 0; i < 12; ++i) {
    const query::PinRequest pin = random.MakePin(kDocuments);
    bool contradicted = false;
    const std::string id = subject.Pin(pin, &contradicted);
    if (!contradicted && ids.insert(id).second) pins.push_back(pin);
  }
  return pins;
}

// All documents, then all pins.
Shown ShowFromScratch(const World& world, const Pins& pins) {
  Subject subject(MemoryGround());
  for (const auto& [number, extraction] : world) subject.Record(extraction);
  for (const query::PinRequest& pin : pins) {
    bool contradicted = false;
    subject.Pin(pin, &contradicted);
    EXPECT_FALSE(contradicted);
  }
  return subject.Show();
}

// Records a pin that is to stay; pins in its way have to go.
void Insist(Subject& subject, const query::PinRequest& pin, std::set<std::string>& passing) {
  bool contradicted = false;
  const std::string id = subject.Pin(pin, &contradicted);
  passing.erase(id);
  if (!contradicted) return;
  subject.RemovePin(id);
  // What was named may be a link of a chain that another pin closes.
  for (const std::string& other : passing) subject.RemovePin(other);
  passing.clear();
  subject.Pin(pin, &contradicted);
  ASSERT_FALSE(contradicted) << "pins that stay contradict none other";
}

struct Input {
  int number = -1;                         // Of a document, or
  const query::PinRequest* pin = nullptr;  // a pin.
};

std::vector<Input> InRandomOrder(RandomWorld& random, const World& world, const Pins& pins) {
  std::vector<Input> inputs;
  for (const auto& [number, extraction] : world) inputs.push_back({number, nullptr});
  for (const query::PinRequest& pin : pins) inputs.push_back({-1, &pin});
  for (size_t i = inputs.size(); i > 1; --i) {
    std::swap(inputs[i - 1], inputs[random.Below(static_cast<uint32_t>(i))]);
  }
  return inputs;
}

// Documents and pins that stay, among pins that do not.
void GoARandomWay(RandomWorld& random, const World& world, const Pins& pins, Subject& subject,
                  std::map<absl::Time, Shown>& history) {
  std::set<std::string> passing;
  for (const auto& [number, pin] : InRandomOrder(random, world, pins)) {
    if (random.Chance(15)) subject.FailSoon(random);
    if (pin != nullptr) {
      Insist(subject, *pin, passing);
    } else {
      if (random.Chance(30)) subject.Record(random.MakeDocument(number));
      subject.Record(world.at(number));
    }
    if (random.Chance(40)) {
      bool contradicted = false;
      const std::string id = subject.Pin(random.MakePin(kDocuments), &contradicted);
      if (!contradicted) passing.insert(id);
    }
    history[subject.Now()] = subject.Show();
  }
  for (const std::string& id : passing) subject.RemovePin(id);
  passing.clear();
  // Some were overwritten or removed on the way.
  for (const query::PinRequest& pin : pins) Insist(subject, pin, passing);
}

TEST(PinsProperty, PinsAndDocumentsInAnyOrderGiveTheSameFactBase) {
  for (uint32_t seed = 0; seed < 10; ++seed) {
    RandomWorld random(400 + seed);
    const World world = MakeWorld(random);
    const Pins pins = MakePins(random);
    const Shown expected = ShowFromScratch(world, pins);
    for (int order = 0; order < 3; ++order) {
      SCOPED_TRACE(StrCat("world ", seed, " order ", order));
      Subject subject(MemoryGround());
      std::map<absl::Time, Shown> history;
      GoARandomWay(random, world, pins, subject, history);
      ASSERT_EQ(subject.Show().dump, expected.dump);
      ASSERT_EQ(subject.Show().exported, expected.exported);
      for (const auto& [moment, shown] : history) ASSERT_EQ(subject.Show(moment).dump, shown.dump);
    }
  }
}

}  // namespace
}  // namespace dateline
