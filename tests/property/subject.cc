#include "tests/property/subject.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/fact/flat_record.h"
#include "common/testing/memory_store.h"
#include "services/query/core/export.h"
#include "services/query/factbase/consistency.h"
#include "tests/property/canonical_dump.h"

namespace dateline {
namespace {

using query::FactBase;

// Numbers of documents that do not stay; none of a world has them.
constexpr int kFirstVisitor = 1000;

std::string Export(const FactBase& base, std::optional<absl::Time> known_at) {
  const query::Cancellation cancellation;
  auto reader = query::ExportReader::Open(base, {}, known_at, cancellation);
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::string lines;
  while (reader.ok()) {
    const auto batch = (*reader)->Next();
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok() || batch->empty()) break;
    for (const query::AttestedFact& fact : *batch) {
      for (const query::AttestationRecord& attestation : fact.attestations) {
        lines += FlatRecord(fact.record.id, fact.record.content, attestation.attestation);
        lines += "\n";
      }
    }
  }
  return lines;
}

struct Step {
  int number;
  Extraction extraction;
};

void Shuffle(RandomWorld& random, std::vector<Step>& steps) {
  for (size_t i = steps.size(); i > 1; --i) {
    std::swap(steps[i - 1], steps[random.Below(static_cast<uint32_t>(i))]);
  }
}

}  // namespace

Subject::Subject(std::unique_ptr<Ground> ground, uint32_t many_documents)
    : ground_(std::move(ground)), options_{many_documents} {
  Reopen();
}

void Subject::Reopen() {
  for (int attempt = 0; attempt < 5; ++attempt) {
    base_ = nullptr;
    store_ = ground_->Open();
    ASSERT_NE(store_, nullptr);
    auto base = FactBase::Open(store_, &clock_, options_);
    if (base.ok()) {
      base_ = *std::move(base);
      return;
    }
    ASSERT_EQ(base.status().code(), absl::StatusCode::kUnavailable) << base.status();
  }
  FAIL() << "the fact base does not open any more";
}

void Subject::Record(const Extraction& extraction) {
  Insist([&] { return base_->RecordExtraction(extraction).status(); });
}

void Subject::Remove(const std::string& document_id) {
  Insist([&] { return base_->RemoveDocument(document_id).status(); });
}

std::string Subject::Pin(const query::PinRequest& pin, bool* contradicted) {
  std::string id;
  *contradicted = false;
  Insist([&]() -> absl::Status {
    const auto outcome = base_->RecordPin(pin);
    const auto detail = GetErrorDetail(outcome.status());
    if (detail.has_value() && detail->reason == reason::kPinContradicts) {
      *contradicted = true;
      id = detail->metadata.at("pin_id");
      return absl::OkStatus();
    }
    if (outcome.ok()) id = outcome->pin.id;
    return outcome.status();
  });
  return id;
}

void Subject::RemovePin(const std::string& pin_id) {
  Insist([&] { return base_->RemovePin(pin_id).status(); });
}

void Subject::Insist(const std::function<absl::Status()>& call) {
  // Sometimes the clock stands still: versions must grow all the same.
  if (++calls_ % 3 != 0) clock_.Advance(absl::Milliseconds(5));
  for (int attempt = 0; attempt < 5; ++attempt) {
    ASSERT_NE(base_, nullptr);
    const absl::Status status = call();
    if (status.ok()) return;
    ASSERT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    ++restarts_;
    Reopen();
  }
  FAIL() << "the call never succeeded";
}

Shown Subject::Show(std::optional<absl::Time> known_at) {
  const auto view = base_->OpenView(known_at);
  EXPECT_TRUE(view.ok()) << view.status();
  if (!view.ok()) return {};
  return {CanonicalDump(*view), Export(*base_, known_at)};
}

void Subject::ExpectConsistent() {
  MemoryStore scratch(FactBase::KeySpaceNames().size());
  const auto report = query::CheckConsistency(*store_, scratch, {}, options_);
  ASSERT_TRUE(report.ok()) << report.status();
  for (const query::Inconsistency& difference : report->examples) {
    ADD_FAILURE() << "inconsistent (" << static_cast<int>(difference.kind)
                  << "): " << difference.key_space << " " << difference.key;
  }
}

absl::Time Subject::Now() { return base_->OpenView(std::nullopt)->known_at(); }

Shown ShowFromScratch(const World& world) {
  Subject subject(MemoryGround(), query::FactBaseOptions().many_documents);
  for (const auto& [number, extraction] : world) subject.Record(extraction);
  return subject.Show();
}

void GoARandomWay(RandomWorld& random, const World& final_world, const WayOptions& options,
                  Subject& subject) {
  std::vector<Step> early, last;
  for (const auto& [number, extraction] : final_world) {
    while (random.Chance(35)) early.push_back({number, random.MakeDocument(number)});
    if (random.Chance(30)) early.push_back({number, extraction});
    last.push_back({number, extraction});
  }
  std::vector<std::string> visitors;
  for (int i = 0; options.removals && i < 3; ++i) {
    const int number = kFirstVisitor + i;
    early.push_back({number, random.MakeDocument(number)});
    visitors.push_back(early.back().extraction.document.id);
  }
  Shuffle(random, early);
  Shuffle(random, last);
  const auto step = [&](const std::function<void()>& call) {
    if (random.Chance(options.failures)) subject.FailSoon(random);
    call();
    if (options.history != nullptr) (*options.history)[subject.Now()] = subject.Show();
    if (random.Chance(10)) subject.Reopen();
  };
  const auto remove_a_visitor = [&] {
    const std::string id = visitors.back();
    visitors.pop_back();
    step([&] { subject.Remove(id); });
  };
  for (const Step& record : early) step([&] { subject.Record(record.extraction); });
  for (size_t i = 0; i < last.size(); ++i) {
    step([&] { subject.Record(last[i].extraction); });
    if (random.Chance(20)) {
      const size_t repeated = random.Below(static_cast<uint32_t>(i + 1));
      step([&] { subject.Record(last[repeated].extraction); });
    }
    if (!visitors.empty() && random.Chance(40)) remove_a_visitor();
  }
  while (!visitors.empty()) remove_a_visitor();
}

}  // namespace dateline
