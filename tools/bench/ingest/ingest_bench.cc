// ingest_bench: how fast the ingest service acknowledges, beside bare synced
// writes of the same rows into the same engine in the same run; and its memory.
//
//   ingest_bench --folder /tmp/bench                                # throughput
//   ingest_bench --folder /tmp/bench --documents 200000 --deliver   # memory
//
// Service and clients share the process and talk over TCP on loopback; each client
// has a connection of its own and one submission under way. With --deliver the
// services behind answer at once with nothing found.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/executor.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "common/storage/forwarding_store.h"
#include "common/storage/rocksdb_store.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/rpc/ingest_host.h"
#include "tools/bench/ingest/small_articles.h"
#include "tools/bench/process_figures.h"

namespace dateline {
namespace {

struct Flags {
  std::string folder;
  uint64_t documents = 10'000;
  size_t clients = 64;
  size_t threads = 80;
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
  bool deliver = false;
  bool json = false;
};

// Finds nothing in any document.
class EmptyExtraction final : public extraction::v1::ExtractionService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ExtractFacts(grpc::CallbackServerContext* context,
                                         const extraction::v1::ExtractFactsRequest* request,
                                         extraction::v1::ExtractFactsResponse* response) override {
    auto* document = response->mutable_extraction()->mutable_document();
    *document = request->document();
    document->clear_text();
    response->mutable_extraction()->set_extractor_version("none");
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class ForgetfulQuery final : public query::v1::QueryService::CallbackService {
 public:
  grpc::ServerUnaryReactor* RecordExtraction(grpc::CallbackServerContext* context,
                                             const query::v1::RecordExtractionRequest*,
                                             query::v1::RecordExtractionResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// Remembers the batches that pass through it; they need not be on disk.
class RecordingStore final : public ForwardingStore {
 public:
  explicit RecordingStore(OrderedStore* inner) : ForwardingStore(inner) {}
  absl::Status Commit(const WriteBatch& batch, Durability) override {
    batches.push_back(batch);
    return ForwardingStore::Commit(batch, Durability::kBuffered);
  }

  std::vector<WriteBatch> batches;
};

// Runs `work` for every number below `count`, `threads` at a time; the time it
// took.
absl::Duration RunAll(uint64_t count, size_t threads,
                      const std::function<void(size_t thread, uint64_t number)>& work) {
  std::atomic<uint64_t> next = 0;
  std::vector<std::thread> pool;
  const absl::Time began = absl::Now();
  for (size_t thread = 0; thread < threads; ++thread) {
    pool.emplace_back([&, thread] {
      for (uint64_t number = next++; number < count; number = next++) work(thread, number);
    });
  }
  for (std::thread& thread : pool) thread.join();
  return absl::Now() - began;
}

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "ingest_bench: " << status << "\n";
  std::exit(1);
}

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  Must(value.status());
  return *std::move(value);
}

// The rows that the service writes for each document, a batch each.
std::vector<WriteBatch> RowsOfDocuments(const std::string& folder, uint64_t count) {
  std::filesystem::remove_all(folder);
  auto store = Must(OpenRocksDbStore(folder, ingest::IngestKeySpaceNames()));
  RecordingStore recording(store.get());
  const SystemClock clock;
  ingest::DocumentStoreOptions options;
  options.backlog.max_waiting = count * 10;
  auto documents = Must(ingest::DocumentStore::Open(&recording, &clock, options));
  recording.batches.clear();
  for (uint64_t number = 0; number < count; ++number) {
    const SmallArticle small = MakeSmallArticle(number);
    ingest::RawArticle raw;
    raw.uri = small.uri;
    raw.content = small.text;
    raw.metadata.publisher = small.publisher;
    Must(documents->Submit(Must(ingest::ReadArticle(raw)), raw.content, {"bench"}).status());
  }
  return std::move(recording.batches);
}

absl::Duration MeasureBare(const std::string& folder, const std::vector<WriteBatch>& batches,
                           size_t writers) {
  std::filesystem::remove_all(folder);
  auto store = Must(OpenRocksDbStore(folder, ingest::IngestKeySpaceNames()));
  return RunAll(batches.size(), writers, [&](size_t, uint64_t number) {
    Must(store->Commit(batches[number], Durability::kSynced));
  });
}

// One service with its store, and what stands behind it.
class Service {
 public:
  explicit Service(const Flags& flags) : executor_({.threads = flags.threads}) {
    const std::string folder = flags.folder + "/service";
    std::filesystem::remove_all(folder);
    RocksDbOptions store_options;
    store_options.cache_bytes = flags.cache_mib << 20;
    store_ = Must(OpenRocksDbStore(folder, ingest::IngestKeySpaceNames(), store_options));
    ServerOptions quiet;
    quiet.request_log = [](std::string_view) {};
    behind_ = Must(Server::Start(quiet, {{"dateline.extraction.v1.ExtractionService", &extraction_},
                                         {"dateline.query.v1.QueryService", &query_}}));
    ingest::IngestOptions options;
    // Without delivery all of them wait.
    if (!flags.deliver) options.documents.backlog.max_waiting = flags.documents * 10;
    host_ = Must(ingest::IngestHost::Open(store_.get(), executor_, options));
    quiet.executor = &executor_;
    server_ = Must(Server::Start(
        quiet, {{std::string(ingest::IngestRpcService::kFullName), &host_->service()}}));
    if (flags.deliver) {
      host_->StartDelivery(behind_->InProcessChannel(), behind_->InProcessChannel());
    }
  }
  ~Service() {
    host_->Stop();
    server_.reset();
  }
  std::string address() const { return StrCat("127.0.0.1:", server_->port()); }

 private:
  EmptyExtraction extraction_;
  ForgetfulQuery query_;
  Executor executor_;
  std::unique_ptr<OrderedStore> store_;
  std::unique_ptr<Server> behind_;
  std::unique_ptr<ingest::IngestHost> host_;
  std::unique_ptr<Server> server_;
};

// One connection of its own for each client.
class Clients {
 public:
  Clients(const std::string& address, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("grpc.use_local_subchannel_pool", 1);
      stubs_.push_back(ingest::v1::IngestService::NewStub(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
    }
  }

  // Until it is acknowledged; waits where the queue is full, as the service asks.
  void Submit(size_t client, uint64_t number) {
    const SmallArticle small = MakeSmallArticle(number);
    ingest::v1::SubmitDocumentRequest request;
    request.mutable_document()->set_uri(small.uri);
    request.mutable_document()->set_content(small.text);
    request.mutable_document()->set_submitter("bench");
    request.mutable_document()->mutable_metadata()->set_publisher(small.publisher);
    std::minstd_rand random(static_cast<unsigned>(number + 1));
    while (true) {
      grpc::ClientContext context;
      ingest::v1::SubmitDocumentResponse response;
      const absl::Status status =
          FromGrpcStatus(stubs_[client]->SubmitDocument(&context, request, &response));
      const auto detail = GetErrorDetail(status);
      if (!detail.has_value() || !detail->retry_after.has_value()) return Must(status);
      ++refused;
      absl::SleepFor(*detail->retry_after *
                     std::uniform_real_distribution<double>(1.0, 1.5)(random));
    }
  }

  std::atomic<uint64_t> refused = 0;

 private:
  std::vector<std::unique_ptr<ingest::v1::IngestService::Stub>> stubs_;
};

void Print(const Flags& flags, std::string_view measure, double value,
           std::optional<double> wanted) {
  if (!flags.json) return;
  absl::PrintF("{\"measure\": \"%s\", \"value\": %.3f%s}\n", std::string(measure), value,
               wanted.has_value() ? absl::StrFormat(", \"wanted\": %.2f", *wanted) : "");
}

// What was acknowledged in a second.
double MeasureService(const Flags& flags, std::vector<absl::Duration>& latencies) {
  Service service(flags);
  Clients clients(service.address(), flags.clients);
  latencies.assign(flags.documents, absl::ZeroDuration());
  const absl::Duration took =
      RunAll(flags.documents, flags.clients, [&](size_t client, uint64_t number) {
        const absl::Time began = absl::Now();
        clients.Submit(client, number);
        latencies[number] = absl::Now() - began;
      });
  std::sort(latencies.begin(), latencies.end());
  return static_cast<double>(flags.documents) / absl::ToDoubleSeconds(took);
}

void MeasureThroughput(const Flags& flags) {
  const std::vector<WriteBatch> rows = RowsOfDocuments(flags.folder + "/rows", flags.documents);
  uint64_t bytes = 0;
  for (const WriteBatch& batch : rows) bytes += batch.size_bytes();
  const auto rate = [&](absl::Duration took) {
    return static_cast<double>(rows.size()) / absl::ToDoubleSeconds(took);
  };
  const double together = rate(MeasureBare(flags.folder + "/bare", rows, flags.clients));
  const std::vector<WriteBatch> some(
      rows.begin(),
      rows.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(rows.size(), 2'000)));
  const double alone = static_cast<double>(some.size()) /
                       absl::ToDoubleSeconds(MeasureBare(flags.folder + "/bare", some, 1));
  std::vector<absl::Duration> latencies;
  const double service = MeasureService(flags, latencies);
  Print(flags, "acknowledged_a_second", service, std::nullopt);
  Print(flags, "of_bare_writes_one_by_one", service / alone, 0.6);
  Print(flags, "of_bare_writes_by_as_many", service / together, 0.6);
  if (flags.json) return;
  absl::PrintF("%d documents, %.0f bytes of rows each, %d clients\n", flags.documents,
               static_cast<double>(bytes) / static_cast<double>(rows.size()), flags.clients);
  absl::PrintF("  bare synced writes, one by one    %8.0f a second\n", alone);
  absl::PrintF("  bare synced writes, %3d writers   %8.0f a second\n", flags.clients, together);
  absl::PrintF("  acknowledged by the service       %8.0f a second\n", service);
  absl::PrintF("  of writes one by one %.2f, of as many writers %.2f (wanted 0.60)\n",
               service / alone, service / together);
  absl::PrintF("  latency: median %.1f ms, 99 %% %.1f ms\n",
               absl::ToDoubleMilliseconds(latencies[latencies.size() / 2]),
               absl::ToDoubleMilliseconds(latencies[latencies.size() * 99 / 100]));
}

// Resident memory at ten points on the way.
void MeasureMemory(const Flags& flags) {
  Service service(flags);
  Clients clients(service.address(), flags.clients);
  std::vector<uint64_t> resident;
  const uint64_t step = std::max<uint64_t>(flags.documents / 10, 1);
  const absl::Time began = absl::Now();
  for (uint64_t done = 0; done < flags.documents; done += step) {
    const uint64_t count = std::min(step, flags.documents - done);
    RunAll(count, flags.clients,
           [&](size_t client, uint64_t number) { clients.Submit(client, done + number); });
    resident.push_back(ResidentBytes());
    if (!flags.json) {
      absl::PrintF("%9d documents, %4d MB resident, %d refused for now, %.0f s\n", done + count,
                   resident.back() >> 20, clients.refused.load(),
                   absl::ToDoubleSeconds(absl::Now() - began));
      std::fflush(stdout);
    }
  }
  const size_t half = resident.size() / 2;
  Print(flags, "memory_mb", static_cast<double>(resident.back() >> 20), std::nullopt);
  Print(flags, "memory_of_half_way",
        static_cast<double>(resident.back()) / static_cast<double>(resident[half]), std::nullopt);
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("How fast the ingest service acknowledges, and its memory.");
  app.add_option("--folder", flags.folder, "an empty folder on the disk to measure")->required();
  app.add_option("--documents", flags.documents, "small articles")->capture_default_str();
  app.add_option("--clients", flags.clients, "connections, one submission at a time each")
      ->capture_default_str();
  app.add_option("--threads", flags.threads, "threads of the service")->capture_default_str();
  app.add_option("--cache-mib", flags.cache_mib, "memory for what the store reads and writes")
      ->capture_default_str();
  app.add_flag("--deliver", flags.deliver, "deliver too, and print memory instead of rates");
  app.add_flag("--json", flags.json, "one line of JSON a measure");
  CLI11_PARSE(app, argc, argv);
  if (flags.deliver) {
    dateline::MeasureMemory(flags);
  } else {
    dateline::MeasureThroughput(flags);
  }
  return 0;
}
