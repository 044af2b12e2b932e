#include "cli/name_list.h"

#include "cli/usage_error.h"
#include "support/catch.h"
#include "support/pipe.h"
#include "support/temporary_folder.h"

using namespace mailready;
using cli::NameList;

namespace {

dns::Task<> read_all(NameList& list, std::vector<std::string>& lines) {
  while (auto line = co_await list.next()) lines.push_back(std::move(*line));
}

std::vector<std::string> lines_of(const std::string& text) {
  const test::TemporaryFolder folder;
  dns::Loop loop;
  NameList list(loop, folder.write("list", text));
  std::vector<std::string> lines;
  loop.run(read_all(list, lines));
  return lines;
}

}  // namespace

using Lines = std::vector<std::string>;

TEST_CASE("a list gives the lines that hold something", "[cli]") {
  CHECK(lines_of("") == Lines{});
  CHECK(lines_of("a.example\nb.example\n") == Lines{"a.example", "b.example"});
  CHECK(lines_of("a.example\nb.example") == Lines{"a.example", "b.example"});
  CHECK(lines_of("a.example\r\n\r\nb.example\r\n") == Lines{"a.example", "b.example"});
  CHECK(lines_of("# clients\n\n  a.example  # the first\n\t#\n#b.example\n") == Lines{"a.example"});
  CHECK(lines_of("\xef\xbb\xbf"
                 "a.example\n") == Lines{"a.example"});
  CHECK(lines_of("\xef\xbb\xbf# clients\na.example\n") == Lines{"a.example"});
  CHECK(lines_of("\n\n\n") == Lines{});
}

TEST_CASE("a byte order mark counts at the beginning only", "[cli]") {
  CHECK(lines_of("a.example\n\xef\xbb\xbf"
                 "b.example\n") == Lines{"a.example",
                                         "\xef\xbb\xbf"
                                         "b.example"});
}

TEST_CASE("lines that cross the blocks of reading stay whole", "[cli]") {
  Lines expected;
  std::string text;
  for (int number = 0; number < 20'000; ++number) {
    expected.push_back("client" + std::to_string(number) + ".example");
    text += expected.back() + "\n";
  }
  REQUIRE(text.size() > 2 * 64 * 1024);
  CHECK(lines_of(text) == expected);
}

TEST_CASE("an endless line is cut and the next one read", "[cli]") {
  const Lines lines = lines_of(std::string(1 << 20, 'a') + "\nb.example\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == std::string(4096, 'a'));
  CHECK(lines[1] == "b.example");
}

TEST_CASE("a list that cannot be read is a usage error", "[cli]") {
  dns::Loop loop;
  CHECK_THROWS_WITH(NameList(loop, "/nowhere/list"), contains_text("/nowhere/list"));
  CHECK_THROWS_WITH(NameList(loop, "/"), contains_text("Is a directory"));
  CHECK_THROWS_AS(NameList(loop, "/"), cli::UsageError);
}

TEST_CASE("a list from a pipe is read as it comes", "[cli]") {
  const test::Pipe pipe;
  dns::Loop loop;
  NameList list(loop, "/dev/fd/" + std::to_string(pipe.reader()));
  std::vector<std::string> lines;
  dns::TaskGroup group(loop);
  group.spawn(read_all(list, lines));
  const auto write = [&](std::string_view text) {
    REQUIRE(::write(pipe.writer(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    while (loop.context().poll() > 0) continue;
  };
  write("a.example\nb.exa");
  CHECK(lines == Lines{"a.example"});
  write("mple\n");
  CHECK(lines == Lines{"a.example", "b.example"});
}

TEST_CASE("how much of a file has been given out is known, and of a pipe nothing", "[cli]") {
  const test::TemporaryFolder folder;
  dns::Loop loop;
  NameList list(loop, folder.write("list", "a.example\nb.example\n#........\nd.example\n"));
  CHECK(list.share_read() == 0.0);
  const auto next = [&] { return loop.run(list.next()); };
  CHECK(next() == "a.example");
  CHECK(list.share_read() == 0.25);
  CHECK(next() == "b.example");
  CHECK(list.share_read() == 0.5);
  CHECK(next() == "d.example");
  CHECK(list.share_read() == 1.0);
  CHECK_FALSE(next());
  CHECK(list.share_read() == 1.0);

  const test::Pipe pipe;
  const NameList unknown(loop, "/dev/fd/" + std::to_string(pipe.reader()));
  CHECK_FALSE(unknown.share_read());
}
