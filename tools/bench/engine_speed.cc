// How fast the language engine reads, stage by stage, and how near its networks
// come to what the matrix kernels can do on this machine.
//
//   engine_speed [--threads N] [--repeat N] FILE_OR_FOLDER...
//
// Prints tokens per second of processor time of every stage on one thread, of the
// whole engine and of the whole extraction (its share of the engine's own speed),
// tokens per second of clock time of the engine on one thread and on N,
// the share of the kernels' peak (measured in the same run) that the network
// stages reach, the time to load the bundle and the resident memory.
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "services/extraction/core/extractor.h"
#include "services/extraction/nlp/model/english_bundle.h"
#include "services/extraction/nlp/model/int8_matrix.h"
#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline {
namespace {

using SteadyClock = std::chrono::steady_clock;

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// Time that this thread has computed: what other programs take is not counted.
double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<std::string> ReadTexts(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    texts.push_back(std::move(out).str());
  }
  return texts;
}

// Multiplications of weights that a token costs in the networks whose sections
// begin with `prefix`.
double ProductsPerToken(const nlp::Bundle& bundle, std::string_view prefix) {
  double products = 0;
  for (const std::string& name : bundle.SectionNames()) {
    if (!name.starts_with(prefix)) continue;
    const bool weights =
        name.ends_with("/input") || name.ends_with("/state") || name.ends_with("/weights");
    if (!weights) continue;
    if (const auto section = bundle.Int8(name); section.ok()) {
      products += static_cast<double>(section->rows) * section->columns;
    }
  }
  return products;
}

// Multiplications a second of the best kernel on a matrix that stays in the
// caches: the best of several runs.
double PeakProductsPerSecond() {
  constexpr size_t kOutputs = 512, kInputs = 512, kRows = 64;
  const std::vector<int8_t> weights(kOutputs * kInputs, 3);
  const std::vector<int8_t> x(kRows * kInputs, 5);
  std::vector<int32_t> sums(kRows * kOutputs);
  const nlp::Int8Matrix matrix(weights.data(), kOutputs, kInputs);
  double best = 0;
  for (int run = 0; run < 20; ++run) {
    const double start = ThreadSeconds();
    constexpr int kTimes = 20;
    for (int i = 0; i < kTimes; ++i) {
      matrix.Multiply(x.data(), kRows, kInputs, sums.data(), kOutputs, nlp::BestKernel());
    }
    best = std::max(best, kTimes * double{kOutputs} * kInputs * kRows / (ThreadSeconds() - start));
  }
  return best;
}

struct StageSpeeds {
  std::vector<std::string> order;
  std::map<std::string, double> seconds;
  double total = 0;
  uint64_t tokens = 0;
};

StageSpeeds MeasureStages(const nlp::Pipeline& pipeline, const std::vector<std::string>& texts,
                          int repeat) {
  StageSpeeds speeds;
  for (int r = 0; r < repeat; ++r) {
    for (const std::string& text : texts) {
      double start = ThreadSeconds();
      const auto document = pipeline.Annotate(text, std::nullopt, [&](std::string_view stage) {
        const double spent = ThreadSeconds() - start;
        const auto [it, first] = speeds.seconds.emplace(stage, 0.0);
        if (first) speeds.order.emplace_back(stage);
        it->second += spent;
        speeds.total += spent;
        start = ThreadSeconds();
      });
      speeds.tokens += document.tokens.size();
    }
  }
  return speeds;
}

double TokensPerSecond(const nlp::Pipeline& pipeline, const std::vector<std::string>& texts,
                       int threads) {
  std::atomic<size_t> next = 0;
  std::atomic<uint64_t> tokens = 0;
  const auto start = SteadyClock::now();
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      for (size_t t = next++; t < texts.size(); t = next++) {
        tokens += pipeline.Annotate(texts[t], std::nullopt).tokens.size();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return static_cast<double>(tokens) / SecondsSince(start);
}

// Tokens per second of processor time of extraction, engine and rules together.
double ExtractionTokensPerSecond(const std::vector<std::string>& texts, double tokens) {
  const auto extractor = extraction::Extractor::Create();
  if (!extractor.ok()) return 0;
  const double start = ThreadSeconds();
  for (const std::string& text : texts) {
    Document document;
    document.text = text;
    if (!(*extractor)->Extract(document).ok()) return 0;
  }
  return tokens / (ThreadSeconds() - start);
}

int Main(int argc, char** argv) {
  int threads = 2, repeat = 1;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--threads" && i + 1 < argc) {
      threads = std::max(1, std::atoi(argv[++i]));
    } else if (argument == "--repeat" && i + 1 < argc) {
      repeat = std::max(1, std::atoi(argv[++i]));
    } else {
      paths.push_back(argument);
    }
  }
  const std::vector<std::string> texts = ReadTexts(paths);
  if (texts.empty()) {
    std::cerr << "usage: engine_speed [--threads N] [--repeat N] FILE_OR_FOLDER...\n";
    return 2;
  }
  const auto start = SteadyClock::now();
  const auto bundle = nlp::Bundle::FromStaticBytes(nlp::EnglishBundleBytes());
  if (!bundle.ok()) return 1;
  const auto pipeline = nlp::Pipeline::Create(*bundle);
  if (!pipeline.ok()) return 1;
  const double load_seconds = SecondsSince(start);

  const double peak = PeakProductsPerSecond();
  const StageSpeeds speeds = MeasureStages(**pipeline, texts, repeat);
  const double tokens = static_cast<double>(speeds.tokens);
  std::printf("%zu texts, %.0f tokens; kernel %s, peak %.0f G products/s\n", texts.size(), tokens,
              std::string(nlp::NameOf(nlp::BestKernel())).c_str(), peak / 1e9);
  std::printf("%-14s %12s %8s %14s\n", "stage", "tokens/s", "time", "share of peak");
  for (const std::string& stage : speeds.order) {
    const double seconds = speeds.seconds.at(stage);
    std::printf("%-14s %12.0f %7.1f%%", stage.c_str(), tokens / seconds,
                100 * seconds / speeds.total);
    // "grammar/", and "grammar.2/" of the second member.
    const std::string_view prefix = stage == "grammar" ? "grammar" : "names";
    if (stage == "grammar" || stage == "name labels") {
      std::printf(" %13.1f%%", 100 * ProductsPerToken(**bundle, prefix) * tokens / seconds / peak);
    }
    std::printf("\n");
  }
  std::printf("%-14s %12.0f\n", "all, 1 thread", tokens / speeds.total);
  const double extraction = ExtractionTokensPerSecond(texts, tokens / repeat);
  std::printf("%-14s %12.0f   %.2f times the engine\n", "extraction", extraction,
              extraction / (tokens / speeds.total));
  const double one = TokensPerSecond(**pipeline, texts, 1);
  const double many = TokensPerSecond(**pipeline, texts, threads);
  std::printf("%d threads      %12.0f   %.2f times one\n", threads, many, many / one);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "bundle and stages ready in %.3f s; resident memory at most %.0f MB, %.1f MB of it "
      "the texts\n",
      load_seconds, static_cast<double>(usage.ru_maxrss) / 1024,
      static_cast<double>(
          std::accumulate(texts.begin(), texts.end(), size_t{0},
                          [](size_t sum, const std::string& text) { return sum + text.size(); })) /
          1e6);
  return 0;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) { return dateline::Main(argc, argv); }
