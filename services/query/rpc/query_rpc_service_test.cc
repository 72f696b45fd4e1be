#include "services/query/rpc/query_rpc_service.h"

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/metrics/metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"
#include "services/query/rpc/query_metrics.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Story;

const char kNoId[] = "00000000000000000000000000000000";

// "INVALID_ARGUMENT FIELD_INVALID filter.role": all that a client branches on.
std::string Outcome(const grpc::Status& status) {
  if (status.ok()) return "OK";
  const absl::Status converted = FromGrpcStatus(status);
  std::string out = absl::StatusCodeToString(converted.code());
  for (const std::string& part : {testing::ReasonOf(converted), testing::FieldOf(converted)}) {
    if (!part.empty()) StrAppend(&out, " ", part);
  }
  return out;
}

// A service over a story, reached through a real socket.
class QueryRpcServiceTest : public ::testing::Test {
 protected:
  explicit QueryRpcServiceTest(absl::Duration heartbeat = absl::Seconds(15))
      : service_(story_.base(), executor_, {.watch_heartbeat = heartbeat}) {
    ServerOptions options;
    options.executor = &executor_;
    options.drain_grace = absl::Seconds(1);
    options.request_log = [](std::string_view) {};
    server_ =
        Server::Start(options, {{std::string(QueryRpcService::kFullName), &service_}}).value();
    stub_ = v1::QueryService::NewStub(MakeChannel(StrCat("127.0.0.1:", server_->port())));
  }

  template <typename Request, typename Response>
  using Method = grpc::Status (v1::QueryService::Stub::*)(grpc::ClientContext*, const Request&,
                                                          Response*);

  template <typename Request, typename Response>
  grpc::Status Call(Method<Request, Response> method, const Request& request, Response* response) {
    grpc::ClientContext context;
    return (stub_.get()->*method)(&context, request, response);
  }

  // Calls that go well, and the outcome of those that do not.
  template <typename Request, typename Response>
  Response Ask(Method<Request, Response> method, const Request& request) {
    Response response;
    const grpc::Status status = Call(method, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  template <typename Request, typename Response>
  std::string Refusal(Method<Request, Response> method, const Request& request) {
    Response response;
    const grpc::Status status = Call(method, request, &response);
    EXPECT_FALSE(status.error_message().empty());
    return Outcome(status);
  }

  Story story_;
  Executor executor_;
  QueryRpcService service_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::QueryService::Stub> stub_;
};

using Stub = v1::QueryService::Stub;

TEST_F(QueryRpcServiceTest, RecordsOnceAndSaysSo) {
  v1::RecordExtractionRequest request;
  *request.mutable_extraction() = ToProto(testing::GazetteArticle());
  const v1::RecordExtractionResponse first = Ask(&Stub::RecordExtraction, request);
  EXPECT_TRUE(first.changed());
  EXPECT_EQ(first.fact_count(), 5);
  story_.clock().Advance(absl::Hours(1));
  const v1::RecordExtractionResponse repeat = Ask(&Stub::RecordExtraction, request);
  EXPECT_FALSE(repeat.changed());
  EXPECT_EQ(repeat.recorded_at().seconds(), first.recorded_at().seconds());
  EXPECT_EQ(repeat.recorded_at().nanos(), first.recorded_at().nanos());
}

TEST_F(QueryRpcServiceTest, RefusesBadExtractionsAndStaysAsItWas) {
  EXPECT_EQ(Refusal(&Stub::RecordExtraction, v1::RecordExtractionRequest()),
            "INVALID_ARGUMENT FIELD_REQUIRED extraction");
  v1::RecordExtractionRequest request;
  *request.mutable_extraction() = ToProto(testing::GazetteArticle());
  request.mutable_extraction()->mutable_document()->clear_id();
  EXPECT_THAT(Refusal(&Stub::RecordExtraction, request),
              ::testing::StartsWith("INVALID_ARGUMENT FIELD_REQUIRED"));
  *request.mutable_extraction() = ToProto(testing::GazetteArticle());
  request.mutable_extraction()->clear_passages();
  EXPECT_THAT(Refusal(&Stub::RecordExtraction, request),
              ::testing::StartsWith("INVALID_ARGUMENT EXTRACTION_INCONSISTENT"));
  EXPECT_EQ(Ask(&Stub::GetStatistics, v1::GetStatisticsRequest()).documents(), 0);
}

TEST_F(QueryRpcServiceTest, RemovesDocuments) {
  story_.RecordAll();
  v1::RemoveDocumentRequest request;
  request.set_document_id(testing::CourierArticle().document.id);
  EXPECT_TRUE(Ask(&Stub::RemoveDocument, request).changed());
  EXPECT_FALSE(Ask(&Stub::RemoveDocument, request).changed());
  EXPECT_EQ(Ask(&Stub::GetStatistics, v1::GetStatisticsRequest()).documents(), 2);
  request.set_document_id(kNoId);
  EXPECT_FALSE(Ask(&Stub::RemoveDocument, request).changed());
  request.set_document_id("");
  EXPECT_EQ(Refusal(&Stub::RemoveDocument, request), "INVALID_ARGUMENT FIELD_REQUIRED document_id");
  request.set_document_id("7");
  EXPECT_EQ(Refusal(&Stub::RemoveDocument, request), "INVALID_ARGUMENT FIELD_INVALID document_id");
}

TEST_F(QueryRpcServiceTest, GetsAFact) {
  story_.RecordAll();
  v1::GetFactRequest request;
  request.set_fact_id(story_.FactId("contact.meet"));
  const v1::Fact fact = Ask(&Stub::GetFact, request).fact();
  EXPECT_EQ(fact.id(), request.fact_id());
  EXPECT_EQ(fact.content().event().plover_code(), "CONSULT");
  EXPECT_EQ(fact.factuality().status(), fact::v1::FACT_STATUS_ACTUAL);
  EXPECT_EQ(fact.report_count(), 2);
  EXPECT_EQ(fact.origin_count(), 2);
  EXPECT_THAT(fact.attestations(), SizeIs(2));
  EXPECT_EQ(fact.attestations(0).publisher(), "Harbor Gazette");
  EXPECT_LT(fact.first_recorded_at().seconds(), fact.recorded_at().seconds());
  EXPECT_DOUBLE_EQ(fact.confidence(), 0.9);
}

TEST_F(QueryRpcServiceTest, ReadMaskLeavesTheRestOut) {
  story_.RecordAll();
  v1::GetFactRequest request;
  request.set_fact_id(story_.FactId("contact.meet"));
  request.mutable_read_mask()->add_paths("id");
  request.mutable_read_mask()->add_paths("content.type");
  const v1::Fact fact = Ask(&Stub::GetFact, request).fact();
  EXPECT_EQ(fact.content().type(), "contact.meet");
  EXPECT_FALSE(fact.content().has_event());
  EXPECT_THAT(fact.attestations(), IsEmpty());
  EXPECT_EQ(fact.report_count(), 0);
  request.mutable_read_mask()->add_paths("attestations");
  EXPECT_THAT(Ask(&Stub::GetFact, request).fact().attestations(), SizeIs(2));
  request.mutable_read_mask()->add_paths("colour");
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "INVALID_ARGUMENT FIELD_INVALID read_mask");
}

TEST_F(QueryRpcServiceTest, GetFactSaysWhatIsWrong) {
  v1::GetFactRequest request;
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "INVALID_ARGUMENT FIELD_REQUIRED fact_id");
  request.set_fact_id("FACT");
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "INVALID_ARGUMENT FIELD_INVALID fact_id");
  request.set_fact_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "NOT_FOUND FACT_NOT_FOUND");
  request.mutable_known_at()->set_seconds(-62'135'596'801);
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "INVALID_ARGUMENT TIME_INVALID known_at");
  request.mutable_known_at()->set_seconds(4'000'000'000);
  EXPECT_EQ(Refusal(&Stub::GetFact, request), "OUT_OF_RANGE KNOWN_AT_OUT_OF_RANGE");
}

TEST_F(QueryRpcServiceTest, ListsFactsInPages) {
  story_.RecordAll();
  v1::ListFactsRequest request;
  request.set_order(v1::FACT_ORDER_VALID_TIME_DESC);
  request.set_page_size(4);
  std::vector<std::string> types;
  std::set<std::string> ids;
  std::string known_at;
  do {
    const v1::ListFactsResponse response = Ask(&Stub::ListFacts, request);
    EXPECT_LE(response.facts_size(), 4);
    for (const v1::Fact& fact : response.facts()) {
      types.push_back(fact.content().type());
      ids.insert(fact.id());
    }
    if (known_at.empty()) known_at = response.known_at().SerializeAsString();
    EXPECT_EQ(response.known_at().SerializeAsString(), known_at);
    request.set_page_token(response.next_page_token());
    story_.Record(testing::GazetteArticle());
  } while (!request.page_token().empty());
  EXPECT_EQ(types.size(), 11);
  EXPECT_EQ(ids.size(), 11);
  EXPECT_EQ(types.front(), "aid.provide");
}

TEST_F(QueryRpcServiceTest, PageTokensAreBoundToTheQuery) {
  story_.RecordAll();
  v1::ListFactsRequest request;
  request.set_page_size(1);
  request.set_page_token(Ask(&Stub::ListFacts, request).next_page_token());
  request.set_page_size(2);
  Ask(&Stub::ListFacts, request);
  const v1::ListFactsRequest good = request;
  const auto refusal_with = [&](const std::function<void(v1::ListFactsRequest&)>& change) {
    v1::ListFactsRequest changed = good;
    change(changed);
    return Refusal(&Stub::ListFacts, changed);
  };
  const std::string mismatch = "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token";
  EXPECT_EQ(refusal_with([](auto& r) { r.set_order(v1::FACT_ORDER_ORIGINS_DESC); }), mismatch);
  EXPECT_EQ(refusal_with([](auto& r) { r.mutable_filter()->set_min_origins(1); }), mismatch);
  EXPECT_EQ(refusal_with([](auto& r) { r.mutable_read_mask()->add_paths("id"); }), mismatch);
  EXPECT_EQ(refusal_with([](auto& r) { r.mutable_known_at()->set_seconds(1'620'000'001); }),
            mismatch);
  EXPECT_EQ(refusal_with([](auto& r) { r.set_page_token("garbage"); }),
            "INVALID_ARGUMENT PAGE_TOKEN_INVALID page_token");
  v1::GetTimelineRequest timeline;
  timeline.set_page_token(good.page_token());
  EXPECT_EQ(Refusal(&Stub::GetTimeline, timeline), mismatch);
  v1::SearchEntitiesRequest search;
  search.set_page_token(good.page_token());
  EXPECT_EQ(Refusal(&Stub::SearchEntities, search), mismatch);
  v1::ListStatementsRequest statements;
  statements.set_page_token(good.page_token());
  EXPECT_EQ(Refusal(&Stub::ListStatements, statements), mismatch);
  v1::ListConflictsRequest conflicts;
  conflicts.set_page_token(good.page_token());
  EXPECT_EQ(Refusal(&Stub::ListConflicts, conflicts), mismatch);
}

TEST_F(QueryRpcServiceTest, ListFactsSaysWhatIsWrong) {
  const auto refusal_of = [&](const std::function<void(v1::ListFactsRequest&)>& change) {
    v1::ListFactsRequest request;
    change(request);
    return Refusal(&Stub::ListFacts, request);
  };
  EXPECT_EQ(refusal_of([](auto& r) { r.set_page_size(1001); }),
            "INVALID_ARGUMENT FIELD_INVALID page_size");
  EXPECT_EQ(refusal_of([](auto& r) { r.set_order(static_cast<v1::FactOrder>(99)); }),
            "INVALID_ARGUMENT FIELD_INVALID order");
  EXPECT_EQ(refusal_of([](auto& r) { r.mutable_filter()->set_role("subject"); }),
            "INVALID_ARGUMENT FIELD_INVALID filter.role");
  EXPECT_EQ(refusal_of([](auto& r) { r.mutable_filter()->add_entity_ids("x"); }),
            "INVALID_ARGUMENT FIELD_INVALID filter.entity_ids");
  EXPECT_EQ(refusal_of([](auto& r) {
              r.mutable_filter()->add_kinds(static_cast<fact::v1::FactKind>(50));
            }),
            "INVALID_ARGUMENT FIELD_INVALID filter.kinds");
  EXPECT_EQ(refusal_of([](auto& r) {
              r.mutable_filter()->set_polarity(static_cast<fact::v1::Polarity>(50));
            }),
            "INVALID_ARGUMENT FIELD_INVALID filter.polarity");
  EXPECT_EQ(refusal_of([](auto& r) { r.mutable_filter()->set_valid_from("0000-01-01"); }),
            "INVALID_ARGUMENT TIME_INVALID filter.valid_from");
  EXPECT_EQ(refusal_of([](auto& r) { r.mutable_filter()->set_as_of("2021-02-30"); }),
            "INVALID_ARGUMENT TIME_INVALID filter.as_of");
}

TEST_F(QueryRpcServiceTest, ExportsEverything) {
  story_.RecordAll();
  const auto export_facts = [&](const v1::ExportFactsRequest& request, grpc::Status* status) {
    grpc::ClientContext context;
    auto reader = stub_->ExportFacts(&context, request);
    std::vector<std::string> ids;
    v1::ExportFactsResponse response;
    while (reader->Read(&response)) {
      for (const v1::Fact& fact : response.facts()) {
        ids.push_back(fact.id());
        EXPECT_EQ(fact.attestations_size(), fact.report_count());
      }
    }
    *status = reader->Finish();
    return ids;
  };
  grpc::Status status;
  v1::ExportFactsRequest request;
  const std::vector<std::string> ids = export_facts(request, &status);
  EXPECT_EQ(Outcome(status), "OK");
  EXPECT_EQ(ids.size(), 11);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  request.mutable_filter()->add_types("member_count");
  EXPECT_THAT(export_facts(request, &status), SizeIs(2));
  request.mutable_filter()->set_valid_to("soon");
  EXPECT_THAT(export_facts(request, &status), IsEmpty());
  EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT TIME_INVALID filter.valid_to");
  request.clear_filter();
  request.mutable_known_at()->set_seconds(4'000'000'000);
  export_facts(request, &status);
  EXPECT_EQ(Outcome(status), "OUT_OF_RANGE KNOWN_AT_OUT_OF_RANGE");
}

TEST_F(QueryRpcServiceTest, GetsAndFindsEntities) {
  story_.RecordAll();
  v1::SearchEntitiesRequest search;
  search.set_query("tolv");
  const v1::SearchEntitiesResponse found = Ask(&Stub::SearchEntities, search);
  ASSERT_THAT(found.entities(), SizeIs(1));
  EXPECT_EQ(found.entities(0).name(), "Mira Tolvan");
  search.set_external_id("iso3166:XN");
  EXPECT_EQ(Refusal(&Stub::SearchEntities, search), "INVALID_ARGUMENT FIELD_INVALID external_id");
  search.clear_query();
  ASSERT_THAT(Ask(&Stub::SearchEntities, search).entities(), SizeIs(1));
  search.set_type(static_cast<fact::v1::EntityType>(77));
  EXPECT_EQ(Refusal(&Stub::SearchEntities, search), "INVALID_ARGUMENT FIELD_INVALID type");

  v1::GetEntityRequest get;
  get.set_entity_id(found.entities(0).id());
  const v1::Entity entity = Ask(&Stub::GetEntity, get).entity();
  EXPECT_EQ(entity.type(), fact::v1::ENTITY_TYPE_PERSON);
  EXPECT_EQ(entity.document_count(), 3);
  EXPECT_EQ(entity.aliases(0).name(), "Mira Tolvan");
  get.set_entity_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::GetEntity, get), "NOT_FOUND ENTITY_NOT_FOUND");
  get.clear_entity_id();
  EXPECT_EQ(Refusal(&Stub::GetEntity, get), "INVALID_ARGUMENT FIELD_REQUIRED entity_id");
}

TEST_F(QueryRpcServiceTest, PinsEntitiesAndTakesPinsBack) {
  story_.RecordAll();
  const auto target = [](std::string_view name) {
    v1::PinTarget person;
    person.set_name(std::string(name));
    person.set_type(fact::v1::ENTITY_TYPE_PERSON);
    return person;
  };
  v1::PinEntitiesRequest pin;
  *pin.mutable_left() = target("Mira Tolvan");
  *pin.mutable_right() = target("Edric Solm");
  EXPECT_EQ(Refusal(&Stub::PinEntities, pin), "INVALID_ARGUMENT FIELD_REQUIRED relation");
  pin.set_relation(v1::PIN_RELATION_SAME);
  EXPECT_EQ(Refusal(&Stub::PinEntities, pin), "INVALID_ARGUMENT FIELD_REQUIRED author");
  pin.set_author("desk");
  pin.set_reason("one photograph");
  const v1::PinEntitiesResponse pinned = Ask(&Stub::PinEntities, pin);
  EXPECT_TRUE(pinned.changed());
  EXPECT_EQ(pinned.left_entity_id(), pinned.right_entity_id());
  EXPECT_FALSE(Ask(&Stub::PinEntities, pin).changed());
  pin.mutable_left()->set_entity_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::PinEntities, pin), "NOT_FOUND ENTITY_NOT_FOUND");

  const v1::ListPinsResponse pins = Ask(&Stub::ListPins, v1::ListPinsRequest());
  ASSERT_THAT(pins.pins(), SizeIs(1));
  EXPECT_EQ(pins.pins(0).id(), pinned.pin().id());
  EXPECT_EQ(pins.pins(0).reason(), "one photograph");

  v1::RemovePinRequest remove;
  remove.set_pin_id(pinned.pin().id());
  EXPECT_TRUE(Ask(&Stub::RemovePin, remove).changed());
  EXPECT_FALSE(Ask(&Stub::RemovePin, remove).changed());
  EXPECT_THAT(Ask(&Stub::ListPins, v1::ListPinsRequest()).pins(), IsEmpty());
  v1::SearchEntitiesRequest search;
  search.set_query("Edric Solm");
  EXPECT_EQ(Ask(&Stub::SearchEntities, search).entities(0).name(), "Edric Solm");
  remove.set_pin_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::RemovePin, remove), "NOT_FOUND PIN_NOT_FOUND");
}

TEST_F(QueryRpcServiceTest, ShowsTheTimeline) {
  story_.RecordAll();
  v1::GetTimelineRequest request;
  const v1::GetTimelineResponse response = Ask(&Stub::GetTimeline, request);
  ASSERT_THAT(response.entries(), SizeIs(2));
  EXPECT_EQ(response.entries(0).event().content().type(), "contact.meet");
  EXPECT_TRUE(response.entries(0).announced_then_held());
  request.set_valid_from("2021-13");
  EXPECT_EQ(Refusal(&Stub::GetTimeline, request), "INVALID_ARGUMENT TIME_INVALID valid_from");
  request.set_valid_from("2021-05-02");
  request.set_valid_to("2021-05-01");
  EXPECT_EQ(Refusal(&Stub::GetTimeline, request), "INVALID_ARGUMENT FIELD_INVALID valid_to");
}

TEST_F(QueryRpcServiceTest, ListsStatements) {
  story_.RecordAll();
  v1::ListStatementsRequest request;
  request.set_text("border");
  request.set_quoted_only(true);
  const v1::ListStatementsResponse response = Ask(&Stub::ListStatements, request);
  ASSERT_THAT(response.statements(), SizeIs(1));
  EXPECT_EQ(response.statements(0).content().statement().speaker().name(), "Mira Tolvan");
  request.set_text("--");
  EXPECT_EQ(Refusal(&Stub::ListStatements, request), "INVALID_ARGUMENT FIELD_INVALID text");
}

TEST_F(QueryRpcServiceTest, ComparesSources) {
  story_.RecordAll();
  v1::CompareSourcesRequest request;
  EXPECT_EQ(Refusal(&Stub::CompareSources, request), "INVALID_ARGUMENT FIELD_REQUIRED topic");
  request.set_event_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::CompareSources, request), "NOT_FOUND FACT_NOT_FOUND");
  request.set_entity_id(story_.EntityId("Lake Council"));
  const v1::CompareSourcesResponse response = Ask(&Stub::CompareSources, request);
  EXPECT_THAT(response.publishers(), ElementsAre("Daily Beacon", "Harbor Gazette", "Tarn Courier"));
  ASSERT_THAT(response.facts(), SizeIs(3));
  EXPECT_EQ(response.facts(0).verdict(), v1::COMPARISON_VERDICT_DIFFERENTLY_TOLD);
  EXPECT_THAT(response.facts(0).fact().attestations(), ::testing::Not(IsEmpty()));
  request.add_publishers("Harbor Gazette");
  EXPECT_EQ(Refusal(&Stub::CompareSources, request), "INVALID_ARGUMENT FIELD_INVALID publishers");
}

TEST_F(QueryRpcServiceTest, ListsConflicts) {
  story_.RecordAll();
  v1::ListConflictsRequest request;
  request.set_type(v1::CONFLICT_TYPE_VALUE);
  const v1::ListConflictsResponse response = Ask(&Stub::ListConflicts, request);
  ASSERT_THAT(response.conflicts(), SizeIs(1));
  ASSERT_THAT(response.conflicts(0).sides(), SizeIs(2));
  EXPECT_THAT(response.conflicts(0).sides(0).attestations(), SizeIs(1));
  EXPECT_NE(response.conflicts(0).summary(), "");
  request.set_type(static_cast<v1::ConflictType>(60));
  EXPECT_EQ(Refusal(&Stub::ListConflicts, request), "INVALID_ARGUMENT FIELD_INVALID type");
  request.clear_type();
  request.set_conflict_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::ListConflicts, request), "NOT_FOUND CONFLICT_NOT_FOUND");
}

TEST_F(QueryRpcServiceTest, ExplainsAFact) {
  story_.RecordAll();
  v1::ExplainFactRequest request;
  request.set_fact_id(story_.FactId("contact.meet"));
  const v1::ExplainFactResponse response = Ask(&Stub::ExplainFact, request);
  EXPECT_THAT(response.fact().attestations(), IsEmpty());
  ASSERT_THAT(response.attestations(), SizeIs(2));
  EXPECT_EQ(response.attestations(0).document_uri(), "https://gazette.example/1");
  EXPECT_EQ(response.attestations(0).passages(0).text(), "Tolvan and Solm are to meet on 10 May.");
  EXPECT_THAT(response.origins(), SizeIs(2));
  request.set_fact_id(kNoId);
  EXPECT_EQ(Refusal(&Stub::ExplainFact, request), "NOT_FOUND FACT_NOT_FOUND");
}

TEST_F(QueryRpcServiceTest, CountsWhatThereIs) {
  EXPECT_FALSE(Ask(&Stub::GetStatistics, v1::GetStatisticsRequest()).has_recorded_at());
  story_.RecordAll();
  const v1::GetStatisticsResponse response = Ask(&Stub::GetStatistics, v1::GetStatisticsRequest());
  EXPECT_EQ(response.documents(), 3);
  EXPECT_EQ(response.facts(), 11);
  EXPECT_EQ(response.attestations(), 14);
  EXPECT_EQ(response.conflicts(), 2);
  ASSERT_THAT(response.facts_by_kind(), SizeIs(4));
  EXPECT_EQ(response.facts_by_kind(0).name(), "claim");
  EXPECT_EQ(response.facts_by_kind(0).count(), 1);
  EXPECT_THAT(response.documents_by_publisher(), SizeIs(3));
  EXPECT_EQ(response.recorded_at().seconds(), 1'620'000'003);
  v1::GetStatisticsRequest bad;
  bad.mutable_known_at()->set_nanos(-1);
  EXPECT_EQ(Refusal(&Stub::GetStatistics, bad), "INVALID_ARGUMENT TIME_INVALID known_at");
}

// "name{label} value" as a line of the page.
std::string MetricLine(std::string_view name, uint64_t value) {
  return StrCat("\n", name, " ", value, "\n");
}

TEST_F(QueryRpcServiceTest, MetricsSayWhatTheBaseHolds) {
  Metrics metrics;
  const auto handle = AddQueryMetrics(metrics, story_.base(), service_);
  EXPECT_THAT(metrics.Text(), HasSubstr(MetricLine("dateline_facts{kind=\"claim\"}", 0)));
  story_.RecordAll();
  const v1::GetStatisticsResponse statistics =
      Ask(&Stub::GetStatistics, v1::GetStatisticsRequest());
  const std::string page = metrics.Text();
  ASSERT_FALSE(statistics.facts_by_kind().empty());
  for (const v1::NamedCount& of : statistics.facts_by_kind()) {
    EXPECT_THAT(page, HasSubstr(MetricLine(StrCat("dateline_facts{kind=\"", of.name(), "\"}"),
                                           of.count())));
  }
  ASSERT_FALSE(statistics.conflicts_by_type().empty());
  for (const v1::NamedCount& of : statistics.conflicts_by_type()) {
    EXPECT_THAT(page, HasSubstr(MetricLine(StrCat("dateline_conflicts{type=\"", of.name(), "\"}"),
                                           of.count())));
  }
  EXPECT_THAT(page, HasSubstr(MetricLine("dateline_attestations", statistics.attestations())));
  EXPECT_THAT(page, HasSubstr(MetricLine("dateline_recorded_documents", statistics.documents())));
  EXPECT_THAT(page, HasSubstr(MetricLine("dateline_entities", statistics.entities())));
}

TEST_F(QueryRpcServiceTest, WatchersAreCounted) {
  Metrics metrics;
  const auto handle = AddQueryMetrics(metrics, story_.base(), service_);
  EXPECT_THAT(metrics.Text(), HasSubstr(MetricLine("dateline_watchers", 0)));
  grpc::ClientContext context;
  auto watch = stub_->WatchFacts(&context, v1::WatchFactsRequest());
  v1::WatchFactsResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_THAT(metrics.Text(), HasSubstr(MetricLine("dateline_watchers", 1)));
  context.TryCancel();
  EXPECT_FALSE(watch->Finish().ok());
  // The server hears of it a little later.
  const absl::Time give_up = absl::Now() + absl::Seconds(60);
  while (service_.watchers() > 0 && absl::Now() < give_up) std::this_thread::yield();
  EXPECT_EQ(service_.watchers(), 0u);
}

TEST_F(QueryRpcServiceTest, WatchesFromNowAndResumes) {
  story_.Record(testing::GazetteArticle());
  grpc::ClientContext context;
  auto reader = stub_->WatchFacts(&context, v1::WatchFactsRequest());
  v1::WatchFactsResponse response;
  ASSERT_TRUE(reader->Read(&response));  // Says where the watch begins.
  EXPECT_THAT(response.changes(), IsEmpty());
  const std::string start = response.resume_token();
  story_.Record(testing::CourierArticle());
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_FALSE(response.changes().empty());
  const int changes = response.changes_size();
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);

  grpc::ClientContext second;
  v1::WatchFactsRequest resume;
  resume.set_resume_token(start);
  auto resumed = stub_->WatchFacts(&second, resume);
  ASSERT_TRUE(resumed->Read(&response));
  EXPECT_EQ(response.changes_size(), changes);
  second.TryCancel();
}

TEST_F(QueryRpcServiceTest, WatchSaysWhatIsWrong) {
  const auto refusal_of = [&](const v1::WatchFactsRequest& request) {
    grpc::ClientContext context;
    auto reader = stub_->WatchFacts(&context, request);
    v1::WatchFactsResponse response;
    EXPECT_FALSE(reader->Read(&response));
    return Outcome(reader->Finish());
  };
  v1::WatchFactsRequest request;
  request.set_resume_token("garbage");
  EXPECT_EQ(refusal_of(request), "INVALID_ARGUMENT RESUME_TOKEN_INVALID resume_token");
  request.clear_resume_token();
  request.mutable_filter()->set_in_conflict(true);
  EXPECT_EQ(refusal_of(request), "INVALID_ARGUMENT FIELD_INVALID filter.in_conflict");
  request.mutable_filter()->Clear();
  request.mutable_filter()->set_as_of("2021");
  EXPECT_EQ(refusal_of(request), "INVALID_ARGUMENT FIELD_INVALID filter.as_of");
}

TEST_F(QueryRpcServiceTest, DrainingEndsAWatch) {
  grpc::ClientContext context;
  auto reader = stub_->WatchFacts(&context, v1::WatchFactsRequest());
  v1::WatchFactsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  server_->Drain();
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(Outcome(reader->Finish()), "UNAVAILABLE DRAINING");
}

TEST_F(QueryRpcServiceTest, AnExpiredDeadlineIsSaidSo) {
  v1::RecordExtractionRequest request;
  *request.mutable_extraction() = ToProto(testing::GazetteArticle());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  v1::RecordExtractionResponse response;
  EXPECT_EQ(stub_->RecordExtraction(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Ask(&Stub::GetStatistics, v1::GetStatisticsRequest()).documents(), 0);
}

class HeartbeatTest : public QueryRpcServiceTest {
 protected:
  HeartbeatTest() : QueryRpcServiceTest(absl::Milliseconds(20)) {}
};

TEST_F(HeartbeatTest, BeatsWithoutChangesAndStillDelivers) {
  grpc::ClientContext context;
  auto reader = stub_->WatchFacts(&context, v1::WatchFactsRequest());
  v1::WatchFactsResponse response;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_THAT(response.changes(), IsEmpty());
    EXPECT_NE(response.resume_token(), "");
  }
  story_.Record(testing::GazetteArticle());
  do {
    ASSERT_TRUE(reader->Read(&response));
  } while (response.changes().empty());
  EXPECT_THAT(response.changes(), SizeIs(5));
  context.TryCancel();
}

}  // namespace
}  // namespace dateline::query
