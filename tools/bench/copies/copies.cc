// copies: whether the ingest store finds the copies of articles among many, and
// what that costs.
//
//   copies --size 100000
//   copies --size 10000 --json
//   copies --articles texts.jsonl     # Real distinct articles: only false copies count.
//
// Stores `size` distinct articles of a made-up world (article_world.h) and, between
// them, one copy for every ten, of eight kinds in turn, all through the store's own
// way (DocumentStore on RocksDB, without waiting for the disk). Measured are pairs:
// of those that the store says are alike, how many are (precision); of the copies,
// how many are found with the right kind (recall); and the time of a comparison,
// its share of the index's writes included, at a tenth of the articles and at all.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/forwarding_store.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/core/document_store.h"
#include "tools/bench/copies/article_world.h"

namespace dateline {
namespace {

using ingest::Resemblance;
using ingest::ResemblanceKind;

struct Flags {
  uint64_t size = 100'000;
  uint64_t seed = 1;
  std::string articles;
  bool json = false;
  size_t examples = 0;
};

struct Stored {
  std::string id;
  uint64_t family = 0;  // Number of the original.
  bool is_copy = false;
  ChangeKind change = ChangeKind::kVerbatim;
  ResemblanceKind expected = ResemblanceKind::kNone;
};

struct Tally {
  uint64_t copies = 0;
  uint64_t found = 0;       // With a true original or another copy of it.
  uint64_t right_kind = 0;  // And as what it is.
};

struct Figures {
  std::map<ChangeKind, Tally> by_kind;
  uint64_t pairs = 0;
  uint64_t true_pairs = 0;
  absl::Duration at_tenth;
  absl::Duration at_all;
};

// `was_revised`: the article has another version since, which is the predecessor of
// what comes now.
ResemblanceKind Expected(std::optional<ChangeKind> change, bool was_revised) {
  if (!change.has_value()) return ResemblanceKind::kNone;
  if (*change == ChangeKind::kRevision) return ResemblanceKind::kRevision;
  if (*change != ChangeKind::kRepublished) return ResemblanceKind::kSyndicated;
  return was_revised ? ResemblanceKind::kRevision : ResemblanceKind::kDuplicate;
}

class CopiesBench {
 public:
  CopiesBench(const Flags& flags, ingest::DocumentStore* documents)
      : flags_(flags), documents_(documents), world_({.seed = flags.seed}) {}

  absl::StatusOr<Figures> RunWorld() {
    RandomDraws draws({flags_.seed, 99});
    const std::vector<ChangeKind> kinds = AllChangeKinds();
    uint64_t copies = 0;
    for (uint64_t n = 0; n < flags_.size; ++n) {
      DATELINE_RETURN_IF_ERROR(Add(world_.MakeArticle(n), n, std::nullopt));
      if (n % 10 == 9) {
        // Most copies come soon, some late.
        const uint64_t back = std::min<uint64_t>(n, draws.Rank(20'000));
        const ChangeKind kind = kinds[copies++ % kinds.size()];
        const WorldArticle original = world_.MakeArticle(n - back);
        DATELINE_RETURN_IF_ERROR(Add(world_.MakeCopy(original, kind, n), n - back, kind));
      }
      if (n + 1 == flags_.size / 10) {
        DATELINE_ASSIGN_OR_RETURN(figures_.at_tenth, TimeOfComparisons());
      }
      if (n % 1'000 == 999) {
        DATELINE_RETURN_IF_ERROR(CompareAll().status());
        std::cerr << "\r" << n + 1 << " of " << flags_.size << " articles" << std::flush;
      }
    }
    std::cerr << "\n";
    DATELINE_RETURN_IF_ERROR(CompareAll().status());
    DATELINE_RETURN_IF_ERROR(Judge());
    DATELINE_ASSIGN_OR_RETURN(figures_.at_all, TimeOfComparisons());
    return figures_;
  }

  // One JSON object a line, with "text", and "publisher" and "uri" if there are.
  absl::StatusOr<Figures> RunArticles() {
    std::ifstream in(flags_.articles);
    if (!in) return absl::NotFoundError(StrCat("cannot read ", flags_.articles));
    uint64_t number = 0;
    for (std::string line; std::getline(in, line); ++number) {
      const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
      if (!json.is_object()) return absl::InvalidArgumentError(StrCat("line ", number + 1));
      WorldArticle article;
      article.publisher = json.value("publisher", "");
      article.url = json.value("uri", StrCat("article:", number));
      article.paragraphs = {json.value("text", "")};
      DATELINE_RETURN_IF_ERROR(Add(article, number, std::nullopt));
    }
    DATELINE_RETURN_IF_ERROR(CompareAll().status());
    DATELINE_RETURN_IF_ERROR(Judge());
    return figures_;
  }

  size_t stored() const { return stored_.size(); }

 private:
  absl::Status Add(const WorldArticle& article, uint64_t family, std::optional<ChangeKind> change) {
    ingest::RawArticle raw;
    raw.content = article.Text();
    raw.media_type = "text/plain";
    raw.uri = article.url;
    raw.metadata.publisher = article.publisher;
    // The same words in other bytes; of an outlet's page other things change.
    if (change == ChangeKind::kRepublished) raw.content.append(1 + stored_.size() % 5'000, '\n');
    absl::StatusOr<ingest::Article> read = ingest::ReadArticle(raw);
    if (!read.ok()) return read.status();
    DATELINE_ASSIGN_OR_RETURN(const ingest::Submission submission,
                              documents_->Submit(*read, raw.content));
    if (submission.duplicate) return absl::InternalError("an article came twice: " + raw.uri);
    stored_.push_back({submission.document_id, family, change.has_value(),
                       change.value_or(ChangeKind::kVerbatim),
                       Expected(change, revised_.contains(family))});
    if (change == ChangeKind::kRevision) revised_.insert(family);
    if (change == ChangeKind::kRepublished) revised_.erase(family);
    family_of_[submission.document_id] = family;
    return absl::OkStatus();
  }

  // Of this thread's processor: what else runs on the machine does not count.
  static absl::Duration ProcessorTime() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return absl::DurationFromTimespec(time);
  }

  absl::StatusOr<absl::Duration> CompareAll() {
    const absl::Duration begin = ProcessorTime();
    while (true) {
      DATELINE_ASSIGN_OR_RETURN(const auto last, documents_->CompareWaiting(32));
      if (!last.has_value()) return ProcessorTime() - begin;
    }
  }

  // Of one document, over fresh ones: articles and, one in ten, copies.
  absl::StatusOr<absl::Duration> TimeOfComparisons() {
    DATELINE_RETURN_IF_ERROR(CompareAll().status());
    constexpr uint64_t kSample = 2'000;
    // What is measured is not judged: it is no part of the base.
    const size_t judged = stored_.size();
    const uint64_t first = 10'000'000 + 1'000'000 * measured_++;
    RandomDraws draws({flags_.seed, first});
    const std::vector<ChangeKind> kinds = AllChangeKinds();
    for (uint64_t i = 0; i < kSample; ++i) {
      if (i % 10 != 9) {
        DATELINE_RETURN_IF_ERROR(Add(world_.MakeArticle(first + i), first + i, std::nullopt));
        continue;
      }
      const uint64_t original = draws.Below(flags_.size / 10);
      const ChangeKind kind = kinds[draws.Below(kinds.size())];
      DATELINE_RETURN_IF_ERROR(
          Add(world_.MakeCopy(world_.MakeArticle(original), kind, first + i), original, kind));
    }
    DATELINE_ASSIGN_OR_RETURN(const absl::Duration all, CompareAll());
    stored_.resize(judged);
    return all / kSample;
  }

  absl::Status Judge() {
    size_t shown = 0;
    for (const Stored& one : stored_) {
      DATELINE_ASSIGN_OR_RETURN(const ingest::StoredDocument document,
                                documents_->Get(one.id, /*include_text=*/false));
      bool found = false;
      for (const Resemblance& resemblance : document.resembled) {
        const bool is_true = family_of_.at(resemblance.document_id) == one.family;
        ++figures_.pairs;
        figures_.true_pairs += is_true;
        found |= is_true;
        if (!is_true && shown++ < flags_.examples) Show(one.id, resemblance);
      }
      if (!one.is_copy) continue;
      Tally& tally = figures_.by_kind[one.change];
      ++tally.copies;
      tally.found += found;
      tally.right_kind += found && document.resemblance == one.expected;
      if (!found && shown++ < flags_.examples) {
        std::cerr << "--- missed, " << NameOf(one.change) << "\n"
                  << TextOf(one.id) << "\n--- of\n"
                  << world_.MakeArticle(one.family).Text() << "\n";
      }
    }
    return absl::OkStatus();
  }

  void Show(const std::string& id, const Resemblance& resemblance) const {
    std::cerr << "--- false, likeness " << resemblance.likeness << ", containment "
              << resemblance.containment << "\n";
    std::cerr << TextOf(id) << "\n--- and\n" << TextOf(resemblance.document_id) << "\n";
  }

  std::string TextOf(const std::string& id) const {
    const auto document = documents_->Get(id, /*include_text=*/true);
    return document.ok() ? document->document.text : std::string(document.status().message());
  }

  const Flags flags_;
  ingest::DocumentStore* const documents_;
  const ArticleWorld world_;
  std::vector<Stored> stored_;
  std::map<std::string, uint64_t> family_of_;
  std::set<uint64_t> revised_;  // Families whose newest version has other words.
  Figures figures_;
  uint64_t measured_ = 0;
};

double Part(uint64_t some, uint64_t all) {
  return all == 0 ? 1 : static_cast<double>(some) / static_cast<double>(all);
}

void PrintMeasure(std::string_view measure, double value, std::optional<double> wanted) {
  absl::PrintF("{\"measure\": \"%s\", \"value\": %.4f", std::string(measure), value);
  if (wanted.has_value()) absl::PrintF(", \"wanted\": %.2f", *wanted);
  absl::PrintF("}\n");
}

void Print(const Figures& figures, size_t stored, const Flags& flags) {
  Tally all;
  for (const auto& [kind, tally] : figures.by_kind) {
    all.copies += tally.copies;
    all.found += tally.found;
    all.right_kind += tally.right_kind;
  }
  const double growth = figures.at_tenth > absl::ZeroDuration()
                            ? absl::FDivDuration(figures.at_all, figures.at_tenth)
                            : 0;
  if (flags.json) {
    PrintMeasure("copies.precision", Part(figures.true_pairs, figures.pairs), 0.99);
    if (!flags.articles.empty()) return;
    PrintMeasure("copies.recall", Part(all.found, all.copies), 0.95);
    for (const auto& [kind, tally] : figures.by_kind) {
      PrintMeasure(StrCat("copies.recall of ", NameOf(kind)), Part(tally.found, tally.copies),
                   0.95);
    }
    PrintMeasure("copies.microseconds a comparison", absl::ToDoubleMicroseconds(figures.at_all),
                 std::nullopt);
    PrintMeasure("copies.time at all of time at a tenth", growth, 2.0);
    return;
  }
  absl::PrintF("%d documents; %d pairs said to be alike, %d of them are: precision %.4f\n", stored,
               figures.pairs, figures.true_pairs, Part(figures.true_pairs, figures.pairs));
  if (!flags.articles.empty()) return;
  absl::PrintF("\n%-22s %8s %8s %12s\n", "change", "copies", "recall", "right kind");
  for (const auto& [kind, tally] : figures.by_kind) {
    absl::PrintF("%-22s %8d %8.4f %12.4f\n", std::string(NameOf(kind)), tally.copies,
                 Part(tally.found, tally.copies), Part(tally.right_kind, tally.copies));
  }
  absl::PrintF("%-22s %8d %8.4f %12.4f\n", "all", all.copies, Part(all.found, all.copies),
               Part(all.right_kind, all.copies));
  absl::PrintF("\ncomparison: %.0f us at %d articles, %.0f us at %d: %.2f times\n",
               absl::ToDoubleMicroseconds(figures.at_tenth), flags.size / 10,
               absl::ToDoubleMicroseconds(figures.at_all), flags.size, growth);
}

// Below the system's folder for such; gone with this.
class ScratchFolder {
 public:
  ScratchFolder()
      : path_((std::filesystem::temp_directory_path() / StrCat("copies-", getpid())).string()) {
    std::filesystem::remove_all(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

absl::Status Run(const Flags& flags) {
  const ScratchFolder folder;
  DATELINE_ASSIGN_OR_RETURN(const auto store,
                            OpenRocksDbStore(folder.path(), ingest::IngestKeySpaceNames()));
  // The measure is of finding copies, not of the disk.
  UnsyncedStore unsynced(store.get());
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(
      const auto documents,
      ingest::DocumentStore::Open(&unsynced, &clock, {.backlog = {.max_waiting = 1'000'000'000}}));
  CopiesBench bench(flags, documents.get());
  DATELINE_ASSIGN_OR_RETURN(const Figures figures,
                            flags.articles.empty() ? bench.RunWorld() : bench.RunArticles());
  Print(figures, bench.stored(), flags);
  return absl::OkStatus();
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("Measures how copies of articles are found among many");
  app.add_option("--size", flags.size, "Distinct articles")->capture_default_str();
  app.add_option("--seed", flags.seed, "Of the made-up world")->capture_default_str();
  app.add_option("--articles", flags.articles,
                 "Instead, distinct articles as JSON lines with \"text\": says how many are taken "
                 "for copies")
      ->type_name("FILE");
  app.add_option("--examples", flags.examples, "False and missed copies to show");
  app.add_flag("--json", flags.json, "One JSON object a measure");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = dateline::Run(flags);
  if (status.ok()) return 0;
  std::cerr << status << "\n";
  return 1;
}
