// factbase_bench: what the fact base costs, on facts of a made-up world of news.
//
//   factbase_bench record --attestations 1000000 --folder /tmp/base
//   factbase_bench read --folder /tmp/base
//   factbase_bench secure --folder /tmp/base
//   factbase_bench watch --folder /tmp/base --watchers 1 1000
//   factbase_bench rival --folder /tmp/base
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tools/bench/factbase/reading_bench.h"
#include "tools/bench/factbase/recording_bench.h"
#include "tools/bench/factbase/rival_bench.h"
#include "tools/bench/factbase/watch_bench.h"

namespace dateline {
namespace {

struct Flags {
  std::string folder;
  uint64_t attestations = 1'000'000;
  std::vector<uint64_t> measure_at;
  uint64_t sample = 500;
  bool resume = false;
  bool json = false;
  bool rows = false;
  int clients = 4;
  int rounds = 5;
  WatchOptions watch;
  RivalOptions rival;
};

void Print(const RecordingFigures& figures, const Flags& flags) {
  const double documents = static_cast<double>(flags.sample);
  const double ratio = absl::FDivDuration(figures.bare, figures.whole);
  const double disk =
      static_cast<double>(figures.bytes_on_disk) /
      static_cast<double>(figures.attestations + flags.sample * NewsWorld::kFactsPerDocument);
  if (flags.json) {
    absl::PrintF(
        "{\"measure\": \"recording\", \"attestations\": %d, \"of_bare\": %.3f, "
        "\"ms_a_document\": %.3f, \"bare_ms_a_document\": %.3f, \"disk_bytes_an_attestation\": "
        "%.1f, \"resident_mb\": %d, \"slowest_ms\": %.1f}\n",
        figures.attestations, ratio, absl::ToDoubleMilliseconds(figures.whole) / documents,
        absl::ToDoubleMilliseconds(figures.bare) / documents, disk, figures.resident_bytes >> 20,
        absl::ToDoubleMilliseconds(figures.slowest));
  } else {
    absl::PrintF(
        "%9d attestations: %6.2f ms a document (%.2f in the store, slowest %.0f), bare %.2f ms, "
        "ratio %.2f; %.0f rows and %.0f bytes a document; %.0f bytes on disk an attestation; "
        "resident %d MB\n",
        figures.attestations, absl::ToDoubleMilliseconds(figures.whole) / documents,
        absl::ToDoubleMilliseconds(figures.in_store) / documents,
        absl::ToDoubleMilliseconds(figures.slowest),
        absl::ToDoubleMilliseconds(figures.bare) / documents, ratio,
        static_cast<double>(figures.rows) / documents,
        static_cast<double>(figures.bytes) / documents, disk, figures.resident_bytes >> 20);
  }
  if (flags.rows && !flags.json) {
    for (const auto& [tag, rows] : figures.by_tag) {
      absl::PrintF("  %-16s %8.1f rows %10.0f bytes a document\n", tag,
                   static_cast<double>(rows.rows) / documents,
                   static_cast<double>(rows.bytes) / documents);
    }
  }
  std::fflush(stdout);
}

absl::Status Record(const Flags& flags) {
  RecordingOptions options;
  options.folder = flags.folder;
  options.documents = flags.attestations / NewsWorld::kFactsPerDocument;
  options.sample = flags.sample;
  options.resume = flags.resume;
  for (const uint64_t at : flags.measure_at) {
    options.measure_at.push_back(at / NewsWorld::kFactsPerDocument);
  }
  const NewsWorld world({});
  const absl::Time begin = absl::Now();
  return RunRecordingBench(
      world, options,
      [&](uint64_t documents) {
        if (documents % 5000 != 0) return;
        std::cerr << "\r" << documents << " of " << options.documents << " documents, "
                  << absl::FormatDuration(absl::Trunc(absl::Now() - begin, absl::Seconds(1)))
                  << "   " << std::flush;
      },
      [&](const RecordingFigures& figures) {
        std::cerr << "\r";
        Print(figures, flags);
      });
}

void Print(const ReadingFigures& figures, const Flags& flags) {
  const double throughput = figures.a_second / figures.bare_a_second;
  const double tail = absl::FDivDuration(figures.p99, figures.bare_p99);
  if (flags.json) {
    absl::PrintF(
        "{\"measure\": \"%s\", \"of_bare\": %.3f, \"p99_of_bare\": %.2f, \"a_second\": %.0f, "
        "\"p99_ms\": %.2f, \"answer_bytes\": %.0f, \"bare_answer_bytes\": %.0f, "
        "\"resident_mb\": %d}\n",
        figures.what, throughput, tail, figures.a_second, absl::ToDoubleMilliseconds(figures.p99),
        figures.answer_bytes, figures.bare_answer_bytes, figures.resident_bytes >> 20);
  } else {
    absl::PrintF(
        "%-44s %7.0f a second, bare %7.0f, ratio %.2f; median %.2f ms (%.2f), p99 %.2f ms (%.2f), "
        "ratio %.1f; %.0f bytes (%.0f); resident %d MB\n",
        figures.what, figures.a_second, figures.bare_a_second, throughput,
        absl::ToDoubleMilliseconds(figures.median), absl::ToDoubleMilliseconds(figures.bare_median),
        absl::ToDoubleMilliseconds(figures.p99), absl::ToDoubleMilliseconds(figures.bare_p99), tail,
        figures.answer_bytes, figures.bare_answer_bytes, figures.resident_bytes >> 20);
  }
  std::fflush(stdout);
}

// What TLS, a token and metrics leave of the throughput beside the bare service.
void PrintGuarded(const ReadingFigures& figures, const Flags& flags) {
  const double plain = figures.a_second / figures.bare_a_second;
  const double guarded = figures.guarded_a_second / figures.bare_a_second;
  if (flags.json) {
    absl::PrintF(
        "{\"measure\": \"secure: %s\", \"value\": %.3f, \"wanted\": 0.85, \"of_bare\": %.3f, "
        "\"plain_of_bare\": %.3f, \"a_second\": %.0f, \"plain_a_second\": %.0f, \"p99_ms\": %.2f, "
        "\"plain_p99_ms\": %.2f}\n",
        figures.what, guarded / plain, guarded, plain, figures.guarded_a_second, figures.a_second,
        absl::ToDoubleMilliseconds(figures.guarded_p99), absl::ToDoubleMilliseconds(figures.p99));
  } else {
    absl::PrintF(
        "%-44s guarded %7.0f a second (%.2f of bare), plain %7.0f (%.2f of bare), ratio %.2f "
        "(wanted 0.85); median %.2f ms (%.2f), p99 %.2f ms (%.2f)\n",
        figures.what, figures.guarded_a_second, guarded, figures.a_second, plain, guarded / plain,
        absl::ToDoubleMilliseconds(figures.guarded_median),
        absl::ToDoubleMilliseconds(figures.median), absl::ToDoubleMilliseconds(figures.guarded_p99),
        absl::ToDoubleMilliseconds(figures.p99));
  }
  std::fflush(stdout);
}

absl::Status Read(const Flags& flags, bool guarded) {
  ReadingOptions options;
  options.folder = flags.folder;
  options.clients = flags.clients;
  options.rounds = flags.rounds;
  options.guarded = guarded;
  return RunReadingBench(NewsWorld({}), options, [&](const ReadingFigures& figures) {
    guarded ? PrintGuarded(figures, flags) : Print(figures, flags);
  });
}

void Print(const WatchFigures& figures, const Flags& flags) {
  const double megabytes = static_cast<double>(figures.resident_bytes >> 20);
  if (flags.json) {
    absl::PrintF(
        "{\"measure\": \"watch\", \"watchers\": %d, \"unfiltered\": %d, \"slow\": %d, "
        "\"rate_wanted\": %.1f, \"rate\": %.2f, \"refused\": %d, \"changes\": %d, "
        "\"delivered\": %d, \"median_ms\": %.1f, \"p99_ms\": %.1f, \"slowest_ms\": %.1f, "
        "\"wanted_p99_ms\": 50, \"resident_mb\": %.0f}\n",
        figures.watchers, figures.unfiltered, figures.slow, figures.rate_wanted, figures.rate,
        figures.refused, figures.changes, figures.delivered,
        absl::ToDoubleMilliseconds(figures.median), absl::ToDoubleMilliseconds(figures.p99),
        absl::ToDoubleMilliseconds(figures.slowest), megabytes);
  } else {
    absl::PrintF(
        "%5d watchers, %d of all, %d slow; %5.1f documents a second (%s), %d refused: "
        "%d changes, %d delivered, all once and in order; median %.1f ms, p99 %.1f ms, "
        "slowest %.1f ms; resident %.0f MB\n",
        figures.watchers, figures.unfiltered, figures.slow, figures.rate,
        figures.rate_wanted > 0 ? absl::StrFormat("wanted %.1f", figures.rate_wanted)
                                : "as many as go",
        figures.refused, figures.changes, figures.delivered,
        absl::ToDoubleMilliseconds(figures.median), absl::ToDoubleMilliseconds(figures.p99),
        absl::ToDoubleMilliseconds(figures.slowest), megabytes);
  }
  std::fflush(stdout);
}

absl::Status Watch(const Flags& flags) {
  WatchOptions options = flags.watch;
  options.folder = flags.folder;
  return RunWatchBench(NewsWorld({}), options,
                       [&](const WatchFigures& figures) { Print(figures, flags); });
}

void Print(const RivalFigure& figure, const Flags& flags) {
  const double ratio = figure.postgresql == 0 ? 0 : figure.dateline / figure.postgresql;
  if (flags.json) {
    absl::PrintF(
        "{\"measure\": \"%s, %s\", \"dateline\": %.3f, \"postgresql\": %.3f, \"ratio\": %.3f}\n",
        figure.what, figure.unit, figure.dateline, figure.postgresql, ratio);
  } else {
    absl::PrintF("%-48s %-20s Dateline %10.2f  PostgreSQL %10.2f  ratio %.2f\n", figure.what,
                 figure.unit, figure.dateline, figure.postgresql, ratio);
  }
  std::fflush(stdout);
}

absl::Status Rival(const Flags& flags) {
  RivalOptions options = flags.rival;
  options.folder = flags.folder;
  options.clients = flags.clients;
  options.rounds = flags.rounds;
  options.sample = flags.sample;
  return RunRivalBench(
      NewsWorld({}), options,
      [](uint64_t facts) {
        if (facts % 10'000 == 0) std::cerr << "\r" << facts << " facts loaded   " << std::flush;
      },
      [&](const RivalFigure& figure) { Print(figure, flags); });
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("Measures the fact base on a made-up world of news.");
  app.require_subcommand(1);
  CLI::App* record = app.add_subcommand("record", "builds a base and measures recording");
  record->add_option("--folder", flags.folder, "where to build it; must be empty")->required();
  record->add_flag("--resume", flags.resume, "go on with what an earlier run built there");
  record->add_option("--attestations", flags.attestations, "size of the base")
      ->capture_default_str();
  record->add_option("--measure-at", flags.measure_at, "also measure at these sizes");
  record->add_option("--sample", flags.sample, "documents of one measurement")
      ->capture_default_str();
  record->add_flag("--rows", flags.rows, "also what was written to which rows");
  record->add_flag("--json", flags.json, "one JSON object a measurement");
  CLI::App* read = app.add_subcommand("read", "reads a base that `record` built, over a socket");
  read->add_option("--folder", flags.folder, "where `record` built it")->required();
  read->add_option("--clients", flags.clients, "threads that ask")->capture_default_str();
  read->add_option("--rounds", flags.rounds, "rounds of two seconds for each service")
      ->capture_default_str();
  read->add_flag("--json", flags.json, "one JSON object a measurement");
  CLI::App* secure = app.add_subcommand(
      "secure", "as `read`, and in turns with it over TLS, with a token and metrics");
  secure->add_option("--folder", flags.folder, "where `record` built it")->required();
  secure->add_option("--clients", flags.clients, "threads that ask")->capture_default_str();
  secure->add_option("--rounds", flags.rounds, "rounds of two seconds for each service")
      ->capture_default_str();
  secure->add_flag("--json", flags.json, "one JSON object a measurement");
  CLI::App* watch = app.add_subcommand(
      "watch", "watches a base that `record` built, over a socket, while more is recorded into it");
  watch->add_option("--folder", flags.folder, "where `record` built it")->required();
  watch->add_option("--watchers", flags.watch.watchers, "how many; one measurement for each number")
      ->capture_default_str();
  watch->add_option("--channels", flags.watch.channels, "connections that they share")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  watch
      ->add_option("--unfiltered", flags.watch.unfiltered_percent,
                   "of a hundred watchers, those who take all changes; at least the first does")
      ->capture_default_str();
  watch
      ->add_option("--slow", flags.watch.slow,
                   "more watchers, who read nothing until all is recorded")
      ->capture_default_str();
  watch->add_option("--documents", flags.watch.documents, "recorded for one measurement")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  watch->add_option("--rate", flags.watch.rate, "documents a second; then as many as go")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  watch->add_flag("--json", flags.json, "one JSON object a measurement");
  CLI::App* rival = app.add_subcommand(
      "rival", "asks PostgreSQL 15 the same as a base that `record` built, and records into both");
  rival->add_option("--folder", flags.folder, "where `record` built it")->required();
  rival->add_option("--scratch", flags.rival.scratch, "where PostgreSQL keeps its data meanwhile")
      ->capture_default_str();
  rival->add_option("--clients", flags.clients, "threads that ask")->capture_default_str();
  rival->add_option("--rounds", flags.rounds, "rounds of two seconds for each")
      ->capture_default_str();
  rival->add_option("--sample", flags.sample, "documents recorded into both")
      ->capture_default_str();
  rival->add_flag("--json", flags.json, "one JSON object a measure");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = app.got_subcommand(read)     ? dateline::Read(flags, false)
                              : app.got_subcommand(secure) ? dateline::Read(flags, true)
                              : app.got_subcommand(watch)  ? dateline::Watch(flags)
                              : app.got_subcommand(rival)  ? dateline::Rival(flags)
                                                           : dateline::Record(flags);
  if (status.ok()) return 0;
  std::cerr << "factbase_bench: " << status.message() << "\n";
  return 1;
}
