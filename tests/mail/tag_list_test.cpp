#include "mail/tag_list.h"

#include "support/catch.h"

using namespace mailready;

TEST_CASE("tag-list keeps order and trims white space", "[mail][tag-list]") {
  const auto list = TagList::parse(" v = DKIM1 ;\r\n\tk=rsa; n=two words ;p=; ");
  REQUIRE(list);
  CHECK(list->tags() == std::vector<Tag>{{"v", "DKIM1"}, {"k", "rsa"}, {"n", "two words"}, {"p", ""}});
  REQUIRE(list->find("n"));
  CHECK(*list->find("n") == "two words");
  CHECK(list->find("N") == nullptr);
}

TEST_CASE("tag-list is invalid as a whole where a part is no tag", "[mail][tag-list]") {
  const auto [text, complaint] = GENERATE(table<std::string, std::string>({
      {"", "empty tag"},
      {";", "empty tag"},
      {"a=1;;b=2", "empty tag"},
      {"a=1; ; ", "empty tag"},
      {"a", "\"=\" is missing"},
      {"=1", "no name of a tag"},
      {"1a=1", "no name of a tag"},
      {"a-b=1", "no name of a tag"},
      {"a b=1", "no name of a tag"},
      {"a=\x01", "control characters"},
      {"a=\x7f", "control characters"},
      {"k=rsa; k=rsa", "k= stands twice"},
  }));
  CAPTURE(text);
  const auto list = TagList::parse(text);
  REQUIRE_FALSE(list);
  CHECK_THAT(list.error(), contains_text(complaint));
}

TEST_CASE("tag-list names are case-sensitive", "[mail][tag-list]") { CHECK(TagList::parse("k=rsa; K=rsa")); }

TEST_CASE("tag-list scan passes over what is no tag", "[mail][tag-list]") {
  const auto list = TagList::scan("v=DMARC1;; nonsense; P=none;");
  REQUIRE(list);
  CHECK(list->tags() == std::vector<Tag>{{"v", "DMARC1"}, {"p", "none"}});
  CHECK_FALSE(TagList::scan("v=DMARC1; p=none; P=reject"));
}

TEST_CASE("tag-list of many tags is read in one pass", "[mail][tag-list]") {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "t" + std::to_string(i) + "=;";
  const auto list = TagList::parse(text);
  REQUIRE(list);
  CHECK(list->tags().size() == 10'000);
}

TEST_CASE("colon list entries are trimmed", "[mail][tag-list]") {
  CHECK(colon_list("s : y") == std::vector<std::string_view>{"s", "y"});
  CHECK(colon_list("y") == std::vector<std::string_view>{"y"});
  CHECK(colon_list("") == std::vector<std::string_view>{""});
}
