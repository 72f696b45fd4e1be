#include "tools/dateline/embedded_server.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace dateline::cli {
namespace {

TEST(IsLoopbackTest, KnowsWhatOnlyThisMachineReaches) {
  for (const char* address :
       {"127.0.0.1:0", "127.9.9.9:1", "localhost:80", "[::1]:80", "::1:80", "unix:/tmp/socket"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address :
       {"0.0.0.0:80", "[::]:80", "10.0.0.1:80", "example.org:80", ":80", "*:80", "128.0.0.1:80",
        "localhost.example.org:80", "127.0.0.1.example:80"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

TEST(EmbeddedServerTest, OneProcessAFolder) {
  std::string folder = (std::filesystem::temp_directory_path() / "dateline_serve_XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const EmbeddedServerOptions options{"127.0.0.1:0", folder, [](std::string_view) {}};
  {
    const auto server = EmbeddedServer::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_GT((*server)->port(), 0);
    EXPECT_FALSE(EmbeddedServer::Start(options).ok()) << "the folder is in use";
  }
  EXPECT_TRUE(EmbeddedServer::Start(options).ok()) << "and free again";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace dateline::cli
