// How fast a collection is taken in, and how much memory it takes.
//
//   collection_bench [--pages 3000] [--large-mib 200] [--json]
//
// Makes pages, and submits them to an ingest core over RocksDB twice, each time into an
// empty store with as many threads: as single files, and as one WARC file with a gzip
// member for each record. Then reads a WARC file of --large-mib MiB without keeping
// anything, and says how much the process grew at most. Articles are not extracted.
#include <zlib.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/collections/collection_reader.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {
namespace {

namespace fs = std::filesystem;

constexpr int kThreads = 8;
constexpr size_t kQueued = 32;
constexpr size_t kPiece = 256 * 1024;

// A page of the usual size: an article of some paragraphs, and what stands around it.
std::string MakePage(std::mt19937_64& random) {
  static const char* const kWords[] = {"ferry",  "quay",   "council", "harbour", "left",  "said",
                                       "Monday", "island", "office",  "vote",    "plans", "the",
                                       "of",     "and",    "a",       "in",      "after", "before"};
  const auto sentence = [&] {
    std::string text = "The";
    for (int i = 0; i < 14; ++i) StrAppend(&text, " ", kWords[random() % std::size(kWords)]);
    return text + ". ";
  };
  std::string page = "<!DOCTYPE html><html><head><title>" + sentence() +
                     "</title><style>p{margin:0}</style></head><body><nav><ul>";
  for (int i = 0; i < 30; ++i) StrAppend(&page, "<li><a href=/", i, ">Section ", i, "</a>");
  StrAppend(&page, "</ul></nav><main><h1>", sentence(), "</h1>");
  for (int i = 0; i < 15; ++i) {
    StrAppend(&page, "<p>");
    for (int j = 0; j < 4; ++j) StrAppend(&page, sentence());
    StrAppend(&page, "</p>\n");
  }
  return page + "</main><footer>All rights reserved</footer></body></html>";
}

std::string UriOf(size_t page) { return StrCat("https://quay.example/", page); }

std::string MakeRecord(size_t number, const std::string& page) {
  const std::string block =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page;
  return StrCat("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: ", UriOf(number),
                "\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ",
                block.size(), "\r\n\r\n", block, "\r\n\r\n");
}

// One gzip member.
std::string Gzip(std::string_view bytes) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Peak of the process's memory since the last reset, in MiB.
void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }
double PeakMib(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::stod(line.substr(std::strlen(field) + 1)) / 1024;
  }
  return 0;
}

// Delivery is not started: nothing is called.
class NoExtraction final : public ExtractionClient {
 public:
  absl::StatusOr<Extraction> Extract(const Document&, const UpstreamCall&) override {
    return absl::UnavailableError("none");
  }
  void CancelAll() override {}
};

class NoFactBase final : public FactBaseClient {
 public:
  absl::StatusOr<uint32_t> RecordExtraction(const Extraction&, const UpstreamCall&) override {
    return absl::UnavailableError("none");
  }
  absl::Status RemoveDocument(std::string_view, const UpstreamCall&) override {
    return absl::UnavailableError("none");
  }
  void CancelAll() override {}
};

// Runs `next` in turn and `submit` on its results in parallel; documents a second.
double Rate(const std::function<bool(RawArticle&)>& next, IngestCore& core) {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<RawArticle> waiting;
  bool ended = false;
  size_t done = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      std::unique_lock lock(mutex);
      while (true) {
        changed.wait(lock, [&] { return ended || !waiting.empty(); });
        if (waiting.empty()) return;
        const RawArticle article = std::move(waiting.front());
        waiting.pop_front();
        lock.unlock();
        changed.notify_all();
        const absl::StatusOr<Submission> submission = core.Submit(article);
        if (!submission.ok()) {
          std::cerr << submission.status() << "\n";
          std::exit(1);
        }
        lock.lock();
        ++done;
      }
    });
  }
  RawArticle article;
  while (next(article)) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting.size() < kQueued; });
    waiting.push_back(std::move(article));
    changed.notify_all();
    article = {};
  }
  {
    const std::lock_guard lock(mutex);
    ended = true;
  }
  changed.notify_all();
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(done) / took.count();
}

// The next article of a collection in a file; false at its end.
class FileCollection {
 public:
  explicit FileCollection(const fs::path& path)
      : file_(path, std::ios::binary), reader_(*CollectionReader::Create({})) {}

  bool Next(RawArticle& article) {
    CollectionItem item;
    while (true) {
      const absl::StatusOr<CollectionStep> step = reader_->Next(item);
      if (!step.ok()) {
        std::cerr << step.status() << "\n";
        std::exit(1);
      }
      if (*step == CollectionStep::kEnd) return false;
      if (*step == CollectionStep::kItem) {
        article = std::move(item.article);
        return true;
      }
      file_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
      const auto size = static_cast<size_t>(file_.gcount());
      size > 0 ? reader_->Add({piece_.data(), size}) : reader_->Finish();
    }
  }

 private:
  std::ifstream file_;
  std::string piece_ = std::string(kPiece, '\0');
  std::unique_ptr<CollectionReader> reader_;
};

class Bench {
 public:
  Bench(size_t pages, size_t large_mib, bool json)
      : pages_(pages), large_mib_(large_mib), json_(json) {
    std::string pattern = (fs::temp_directory_path() / "collection_bench_XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~Bench() { fs::remove_all(root_); }

  absl::Status Run() {
    MakeInputs();
    size_t next = 0;
    DATELINE_ASSIGN_OR_RETURN(const double files, Measure("files", [&](RawArticle& article) {
                                if (next == pages_) return false;
                                std::ifstream file(PagePath(next), std::ios::binary);
                                article.content.assign(std::istreambuf_iterator<char>(file), {});
                                article.uri = UriOf(next++);
                                return true;
                              }));
    FileCollection collection(root_ / "pages.warc.gz");
    DATELINE_ASSIGN_OR_RETURN(const double warc, Measure("warc", [&](RawArticle& article) {
                                return collection.Next(article);
                              }));
    Tell("files_per_second", files);
    Tell("warc_items_per_second", warc);
    Tell("warc_to_files", warc / files);
    MeasureMemory();
    return absl::OkStatus();
  }

 private:
  fs::path PagePath(size_t page) const { return root_ / StrCat(page, ".html"); }

  void MakeInputs() {
    std::mt19937_64 random(7);
    std::ofstream warc(root_ / "pages.warc.gz", std::ios::binary);
    for (size_t i = 0; i < pages_; ++i) {
      const std::string page = MakePage(random);
      std::ofstream(PagePath(i), std::ios::binary) << page;
      warc << Gzip(MakeRecord(i, page));
    }
    std::ofstream large(root_ / "large.warc", std::ios::binary);
    std::vector<std::string> pages;
    for (int i = 0; i < 100; ++i) pages.push_back(MakePage(random));
    for (size_t i = 0, size = 0; size < large_mib_ << 20; ++i) {
      const std::string record = MakeRecord(i, pages[i % pages.size()]);
      large << record;
      size += record.size();
    }
  }

  absl::StatusOr<double> Measure(const char* name, const std::function<bool(RawArticle&)>& next) {
    DATELINE_ASSIGN_OR_RETURN(
        const std::unique_ptr<OrderedStore> store,
        OpenRocksDbStore((root_ / name).string(), IngestKeySpaceNames(), RocksDbOptions()));
    DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<IngestCore> core,
                              IngestCore::Open({.store = store.get(),
                                                .extraction = &extraction_,
                                                .fact_base = &fact_base_,
                                                .clock = &clock_,
                                                .alarm = &alarm_,
                                                .random = [] { return 0.5; }},
                                               {}));
    return Rate(next, *core);
  }

  void MeasureMemory() {
    FileCollection collection(root_ / "large.warc");
    RawArticle article;
    collection.Next(article);
    ResetPeak();
    const double before = PeakMib("VmRSS:");
    uint64_t items = 1;
    const auto begin = std::chrono::steady_clock::now();
    while (collection.Next(article)) ++items;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    Tell("large_warc_items", static_cast<double>(items));
    Tell("large_warc_mib_per_second", static_cast<double>(large_mib_) / took.count());
    Tell("large_warc_growth_mib", std::max(0.0, PeakMib("VmHWM:") - before));
  }

  void Tell(const char* measure, double value) const {
    if (json_) {
      std::printf("{\"measure\": \"%s\", \"value\": %.2f}\n", measure, value);
    } else {
      std::printf("%-28s %12.2f\n", measure, value);
    }
  }

  const size_t pages_;
  const size_t large_mib_;
  const bool json_;
  fs::path root_;
  NoExtraction extraction_;
  NoFactBase fact_base_;
  SystemClock clock_;
  SystemAlarm alarm_;
};

}  // namespace
}  // namespace dateline::ingest

int main(int count, char** arguments) {
  size_t pages = 3000, large_mib = 200;
  bool json = false;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--json") {
      json = true;
    } else if (argument == "--pages" && i + 1 < count) {
      pages = std::stoul(arguments[++i]);
    } else if (argument == "--large-mib" && i + 1 < count) {
      large_mib = std::stoul(arguments[++i]);
    } else {
      std::cerr << "usage: collection_bench [--pages N] [--large-mib N] [--json]\n";
      return 2;
    }
  }
  const absl::Status status = dateline::ingest::Bench(pages, large_mib, json).Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
