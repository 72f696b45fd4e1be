#include "tools/dateline/embedded_server.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace dateline::cli {
namespace {

TEST(EmbeddedServerTest, OneProcessAFolder) {
  std::string folder = (std::filesystem::temp_directory_path() / "dateline_serve_XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  EmbeddedServerOptions options;
  options.server.listen = "127.0.0.1:0";
  options.server.insecure = true;
  options.server.log = "none";
  options.data_folder = folder;
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
