#include "common/rpc/transport_security.h"

#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>

#include "absl/time/clock.h"
#include "common/access/access_control.h"
#include "common/access/token.h"
#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/testing/certificates.h"
#include "common/rpc/testing/probe_server.h"
#include "common/testing/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using rpc::testing::v1::ChatRequest;
using rpc::testing::v1::ChatResponse;
using rpc::testing::v1::EchoRequest;
using rpc::testing::v1::EchoResponse;

using testing::HasSubstr;

TEST(IsLoopbackAddressTest, KnowsWhatOnlyThisMachineReaches) {
  for (const char* address :
       {"127.0.0.1:0", "127.9.9.9:1", "localhost:80", "[::1]:80", "::1:80", "unix:/tmp/socket"}) {
    EXPECT_TRUE(IsLoopbackAddress(address)) << address;
  }
  for (const char* address :
       {"0.0.0.0:80", "[::]:80", "10.0.0.1:80", "example.org:80", ":80", "*:80", "128.0.0.1:80",
        "localhost.example.org:80", "127.0.0.1.example:80", "127.example.org:80"}) {
    EXPECT_FALSE(IsLoopbackAddress(address)) << address;
  }
}

// A guarded probe server, and callers of it.
class TransportSecurityTest : public testing::Test {
 protected:
  TransportSecurityTest() {
    authority_.WriteTo(In("ca.crt"));
    authority_.Sign("server", "DNS:localhost,IP:127.0.0.1", In("tls.crt"), In("tls.key"));
    authority_.Sign("ingest", "DNS:ingest.example,URI:spiffe://example/ingest", In("ingest.crt"),
                    In("ingest.key"));
    for (const auto& [name, role] :
         {std::pair{"reader", Role::kReader}, {"writer", Role::kWriter}, {"admin", Role::kAdmin}}) {
      AddToken(name, role);
    }
  }

  std::string In(const std::string& file) const { return folder_.path() + "/" + file; }

  void AddToken(const std::string& name, Role role) {
    const std::string token = DrawToken().value();
    tokens_[name] = token;
    ASSERT_TRUE(ChangeAccessFile(In("access.json"), [&](AccessList& list) {
                  list.tokens.push_back({std::string(*TokenIdOf(token)), name, role,
                                         Sha256Hex(token), clock_.Now(), std::nullopt});
                  return absl::OkStatus();
                }).ok());
  }

  void Allow(const std::string& certificate_name, Role role) {
    ASSERT_TRUE(ChangeAccessFile(In("access.json"), [&](AccessList& list) {
                  list.certificates.push_back({certificate_name, role, clock_.Now()});
                  return absl::OkStatus();
                }).ok());
  }

  ServerTls ServerFiles(bool asks_clients = false) const {
    return {.certificate = In("tls.crt"),
            .key = In("tls.key"),
            .client_ca = asks_clients ? In("ca.crt") : "",
            .require_client_certificate = false};
  }

  void Serve(const ServerTls& tls, AccessOptions access = {}) {
    access.file = In("access.json");
    auto opened = AccessControl::Open(access, &clock_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    access_ = *std::move(opened);
    ServerOptions options;
    options.executor = &executor_;
    options.access = access_.get();
    options.drain_grace = absl::ZeroDuration();
    options.request_log = [this](std::string_view line) {
      absl::MutexLock lock(&mutex_);
      lines_.emplace_back(line);
    };
    auto credentials = MakeServerCredentials(tls);
    ASSERT_TRUE(credentials.ok()) << credentials.status();
    options.credentials = *credentials;
    auto server = Server::Start(options, {{"dateline.rpc.testing.v1.ProbeService", &service_}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::unique_ptr<rpc::testing::v1::ProbeService::Stub> Stub(
      const ChannelSecurity& security, const std::string& host = "localhost") {
    const auto channel = MakeChannel(StrCat(host, ":", server_->port()), security);
    EXPECT_TRUE(channel.ok()) << channel.status();
    return rpc::testing::v1::ProbeService::NewStub(*channel);
  }

  ChannelSecurity WithToken(const std::string& name) {
    return {.ca = In("ca.crt"), .token = tokens_[name]};
  }

  absl::Status Echo(const ChannelSecurity& security, const std::string& host = "localhost") {
    return Echo(*Stub(security, host));
  }

  absl::Status Echo(rpc::testing::v1::ProbeService::Stub& stub) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    EchoRequest request;
    EchoResponse response;
    return FromGrpcStatus(stub.Echo(&context, request, &response));
  }

  // A method that takes admin.
  absl::Status Chat(const ChannelSecurity& security) {
    const auto stub = Stub(security);
    grpc::ClientContext context;
    const auto stream = stub->Chat(&context);
    ChatResponse response;
    stream->Write(ChatRequest());
    stream->Read(&response);
    stream->WritesDone();
    return FromGrpcStatus(stream->Finish());
  }

  // How a stream of a new admin ends that goes on and on while `change` is made to
  // the access list, whose last token is the admin's.
  absl::Status EndOfOpenStream(const std::function<void(AccessList&)>& change) {
    AddToken("leaving", Role::kAdmin);
    Serve(ServerFiles());
    const auto stub = Stub(WithToken("leaving"));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    const auto stream = stub->Chat(&context);
    ChatResponse response;
    EXPECT_TRUE(stream->Write(ChatRequest()) && stream->Read(&response));
    EXPECT_TRUE(ChangeAccessFile(In("access.json"), [&](AccessList& list) {
                  change(list);
                  return absl::OkStatus();
                }).ok());
    while (stream->Write(ChatRequest()) && stream->Read(&response)) {
    }
    return FromGrpcStatus(stream->Finish());
  }

  bool Logged(std::string_view text) {
    absl::MutexLock lock(&mutex_);
    for (const std::string& line : lines_) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }

  const TemporaryFolder folder_;
  const TestAuthority authority_{"Test Authority"};
  const SystemClock clock_;
  std::map<std::string, std::string> tokens_;
  std::unique_ptr<AccessControl> access_;
  absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
  Executor executor_{{.threads = 2}};
  ProbeService service_{executor_};
  std::unique_ptr<Server> server_;
};

TEST_F(TransportSecurityTest, TokensOpenWhatTheirRoleMay) {
  Serve(ServerFiles());
  EXPECT_TRUE(Echo(WithToken("reader")).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(Chat(WithToken("reader"))));
  EXPECT_TRUE(absl::IsPermissionDenied(Chat(WithToken("writer"))));
  EXPECT_TRUE(Chat(WithToken("admin")).ok());
  const absl::Status nobody = Echo(ChannelSecurity{.ca = In("ca.crt")});
  EXPECT_TRUE(absl::IsUnauthenticated(nobody)) << nobody;
  EXPECT_THAT(nobody.ToString(), HasSubstr("token"));
  EXPECT_TRUE(Eventually([&] { return Logged("\"caller\":\"reader\""); }));
  EXPECT_TRUE(Logged("\"refused\"")) << "refused calls are logged too";
  for (const auto& [name, token] : tokens_) {
    EXPECT_FALSE(Logged(token.substr(20))) << "a secret in the log";
  }
}

TEST_F(TransportSecurityTest, AnOpenStreamEndsWhenItsTokenIsRevoked) {
  const absl::Status status = EndOfOpenStream([](AccessList& list) { list.tokens.pop_back(); });
  EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
}

TEST_F(TransportSecurityTest, AnOpenStreamEndsWhenItsCallerGetsALowerRole) {
  const absl::Status status =
      EndOfOpenStream([](AccessList& list) { list.tokens.back().role = Role::kReader; });
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
}

TEST_F(TransportSecurityTest, TokensOfTwoCallersMayShareAConnection) {
  Serve(ServerFiles());
  const auto stub = Stub({.ca = In("ca.crt")});
  for (const std::string name : {"reader", "admin", "reader", "admin"}) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + tokens_[name]);
    const auto stream = stub->Chat(&context);
    ChatResponse response;
    stream->Write(ChatRequest());
    stream->Read(&response);
    stream->WritesDone();
    EXPECT_EQ(stream->Finish().ok(), name == "admin") << name;
  }
}

TEST_F(TransportSecurityTest, ReflectionTakesAReaderAndHealthNobody) {
  Serve(ServerFiles());
  const std::string address = StrCat("localhost:", server_->port());
  std::string answer;
  EXPECT_TRUE(RawUnaryCall(*MakeChannel(address, ChannelSecurity{.ca = In("ca.crt")}),
                           "/grpc.health.v1.Health/Check", "", &answer)
                  .ok());
  EXPECT_EQ(answer, "\x08\x01");
  const std::string list = std::string("\x3A\x01*", 3);  // list_services: "*"
  const std::string method = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  EXPECT_FALSE(
      RawFirstAnswer(*MakeChannel(address, ChannelSecurity{.ca = In("ca.crt")}), method, list)
          .has_value());
  EXPECT_TRUE(RawFirstAnswer(*MakeChannel(address, WithToken("reader")), method, list).has_value());
}

TEST_F(TransportSecurityTest, CertificatesOpenWhatTheirRoleMay) {
  Serve(ServerFiles(/*asks_clients=*/true));
  const ChannelSecurity ingest{
      .ca = In("ca.crt"), .certificate = In("ingest.crt"), .key = In("ingest.key")};
  EXPECT_THAT(Echo(ingest).ToString(), HasSubstr("ingest.example"));
  Allow("uri:spiffe://example/ingest", Role::kReader);
  EXPECT_TRUE(Eventually([&] { return Echo(ingest).ok(); }));
  EXPECT_TRUE(absl::IsPermissionDenied(Chat(ingest)));
  EXPECT_TRUE(Echo(WithToken("reader")).ok()) << "a certificate is not required";
}

TEST_F(TransportSecurityTest, CertificatesOfStrangersAreRefused) {
  const TestAuthority stranger("Stranger");
  stranger.WriteTo(In("stranger-ca.crt"));
  stranger.Sign("ingest", "DNS:ingest.example", In("stranger.crt"), In("stranger.key"));
  Allow("dns:ingest.example", Role::kAdmin);
  Serve(ServerFiles(/*asks_clients=*/true));
  EXPECT_FALSE(
      Echo(ChannelSecurity{
               .ca = In("ca.crt"), .certificate = In("stranger.crt"), .key = In("stranger.key")})
          .ok());
  ChannelSecurity wrong_server = WithToken("reader");
  wrong_server.ca = In("stranger-ca.crt");
  EXPECT_TRUE(absl::IsUnavailable(Echo(wrong_server)));
}

TEST_F(TransportSecurityTest, ServersAreCheckedByName) {
  authority_.Sign("server", "DNS:facts.example", In("tls.crt"), In("tls.key"));
  Serve(ServerFiles());
  ChannelSecurity security = WithToken("reader");
  EXPECT_TRUE(absl::IsUnavailable(Echo(security)));
  security.server_name = "facts.example";
  EXPECT_TRUE(Echo(security).ok());
}

TEST_F(TransportSecurityTest, ACertificateCanBeRequired) {
  ServerTls tls = ServerFiles(/*asks_clients=*/true);
  tls.require_client_certificate = true;
  Serve(tls);
  EXPECT_TRUE(absl::IsUnavailable(Echo(WithToken("reader"))));
  ChannelSecurity both = WithToken("reader");
  both.certificate = In("ingest.crt");
  both.key = In("ingest.key");
  EXPECT_TRUE(Echo(both).ok());
}

TEST_F(TransportSecurityTest, ARenewedCertificateIsTakenWithoutARestart) {
  Serve(ServerFiles());
  const auto before = Stub(WithToken("reader"));
  EXPECT_TRUE(Echo(*before).ok());
  const TestAuthority next("Next Authority");
  next.WriteTo(In("next-ca.crt"));
  next.Sign("server", "DNS:localhost", In("next.crt"), In("next.key"));
  ASSERT_EQ(std::rename(In("next.key").c_str(), In("tls.key").c_str()), 0);
  ASSERT_EQ(std::rename(In("next.crt").c_str(), In("tls.crt").c_str()), 0);
  ChannelSecurity trusting_next = WithToken("reader");
  trusting_next.ca = In("next-ca.crt");
  EXPECT_TRUE(Eventually([&] { return Echo(trusting_next).ok(); }));
  EXPECT_TRUE(Echo(*before).ok()) << "connections that are open stay so";
}

TEST_F(TransportSecurityTest, LimitsHoldAcrossConnections) {
  Serve(ServerFiles(), {.calls_per_second = 0.001});
  EXPECT_TRUE(Echo(WithToken("reader")).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Echo(WithToken("reader"))));
  EXPECT_TRUE(Echo(WithToken("writer")).ok());
}

TEST_F(TransportSecurityTest, FilesThatCannotWorkAreNamedAtTheStart) {
  ServerTls tls = ServerFiles();
  tls.key = In("ingest.key");
  EXPECT_THAT(MakeServerCredentials(tls).status().ToString(), HasSubstr("is not the key of"));
  tls.key = In("nowhere.key");
  EXPECT_TRUE(absl::IsNotFound(MakeServerCredentials(tls).status()));
  tls.key = In("access.json");
  EXPECT_THAT(MakeServerCredentials(tls).status().ToString(), HasSubstr("no private key"));
  authority_.Sign("server", "DNS:localhost", In("old.crt"), In("old.key"), -absl::Hours(1));
  EXPECT_THAT(MakeServerCredentials({.certificate = In("old.crt"), .key = In("old.key")})
                  .status()
                  .ToString(),
              HasSubstr("expired"));
  EXPECT_FALSE(MakeChannelCredentials({.token = "secret"}).ok()) << "a token in the clear";
  EXPECT_FALSE(MakeChannelCredentials({.ca = In("ca.crt"), .certificate = In("tls.crt")}).ok());
  EXPECT_FALSE(MakeChannelCredentials({.ca = In("tls.key")}).ok());
}

TEST_F(TransportSecurityTest, ATokenFileIsReadForEachCall) {
  Serve(ServerFiles());
  std::ofstream(In("token")) << tokens_["reader"] << "\n";
  const auto stub = Stub({.ca = In("ca.crt"), .token_file = In("token")});
  EXPECT_TRUE(Echo(*stub).ok());
  std::ofstream(In("token")) << "dl_wrong\n";
  EXPECT_TRUE(absl::IsUnauthenticated(Echo(*stub)));
  std::remove(In("token").c_str());
  EXPECT_FALSE(Echo(*stub).ok());
}

}  // namespace
}  // namespace dateline
