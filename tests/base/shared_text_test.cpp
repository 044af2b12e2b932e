#include "base/shared_text.h"

#include <string>
#include <utility>

#include "support/catch.h"

using mailready::SharedText;

TEST_CASE("copies share the octets, and outlive what they were copied from", "[base]") {
  auto original = SharedText("mail.acme.example");
  const SharedText copy = original;
  CHECK(copy.view().data() == original.view().data());
  original = SharedText("other");
  CHECK(copy.view() == "mail.acme.example");
  CHECK(original.view() == "other");
}

TEST_CASE("a text that was moved from is empty", "[base]") {
  SharedText from("acme.example");
  const SharedText to = std::move(from);
  CHECK(from.empty());  // NOLINT: what a move leaves behind is what is tested
  CHECK(to.view() == "acme.example");
}

TEST_CASE("a text assigned to itself stays", "[base]") {
  SharedText text("acme.example");
  const SharedText& same = text;
  text = same;
  CHECK(text.view() == "acme.example");
}

TEST_CASE("texts are equal by their octets, whatever they share", "[base]") {
  CHECK(SharedText("acme.example") == SharedText(std::string("acme.") + "example"));
  CHECK(SharedText("acme.example").hash() == SharedText(std::string("acme.") + "example").hash());
  CHECK_FALSE(SharedText("acme.example") == SharedText("acme.exampl"));
  CHECK_FALSE(SharedText("acme.example") == SharedText());
  CHECK(SharedText("") == SharedText());
}

TEST_CASE("the empty text and one with a zero octet are texts like others", "[base]") {
  CHECK(SharedText("").view().empty());
  CHECK(SharedText("").size() == 0);
  const std::string_view zero("\0a", 2);
  CHECK(SharedText(zero).view() == zero);
  CHECK(SharedText(zero).size() == 2);
}
