# The catalogue: rules/providers.json, checked and compiled in as tables of constants.
set(catalogue_json ${PROJECT_SOURCE_DIR}/rules/providers.json)
set(catalogue_rows ${PROJECT_BINARY_DIR}/generated/mail/catalogue_rows.cpp)

add_executable(make_catalogue ${PROJECT_SOURCE_DIR}/cmake/make_catalogue.cpp
  ${PROJECT_SOURCE_DIR}/cmake/catalogue_check.cpp)
target_link_libraries(make_catalogue PRIVATE mailready_options mailready_base nlohmann_json::nlohmann_json)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/mail)
add_custom_command(
  OUTPUT ${catalogue_rows}
  COMMAND make_catalogue ${catalogue_json} ${catalogue_rows}
  DEPENDS make_catalogue ${catalogue_json}
  COMMENT "Checking and compiling in the catalogue of providers"
  VERBATIM)
target_sources(mailready_mail PRIVATE ${catalogue_rows})
