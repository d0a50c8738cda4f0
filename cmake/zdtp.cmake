# Flags and helpers of the whole tree, defined once.

add_library(zdtp_flags INTERFACE)
target_compile_features(zdtp_flags INTERFACE cxx_std_20)
target_include_directories(zdtp_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(zdtp_flags INTERFACE
  ZDTP_VERSION="${PROJECT_VERSION}"
  QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  QT_USE_QSTRINGBUILDER QT_NO_FOREACH)
target_compile_options(zdtp_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  # With optimisation GCC 12 sees null pointers and unset values in the standard library (std::optional) where there are
  # none; the build without it keeps both warnings.
  $<IF:$<CONFIG:Debug>,-Wnull-dereference,-Wno-maybe-uninitialized> -Wimplicit-fallthrough
  $<$<BOOL:${ZDTP_WERROR}>:-Werror>)

# zdtp_library(k8s_rest SOURCES a.cpp a.h … LINKS zdtp::k8s_base Qt6::Network)
# One static library a folder, called zdtp::<name>. A folder links only what stands below it (tests/house checks the includes).
function(zdtp_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_library(zdtp_${name} STATIC ${arg_SOURCES})
  add_library(zdtp::${name} ALIAS zdtp_${name})
  target_link_libraries(zdtp_${name} PUBLIC zdtp_flags ${arg_LINKS})
endfunction()

# zdtp_program(zdtp SOURCES main.cpp LINKS …)
function(zdtp_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE zdtp_flags ${arg_LINKS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# zdtp_test(tst_duration SOURCES tst_duration.cpp LINKS zdtp::k8s_api [TIMEOUT 60])
# A Qt Test program, registered with ctest under its own name.
function(zdtp_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE zdtp_flags Qt6::Test ${arg_LINKS})
  target_compile_definitions(${name} PRIVATE ZDTP_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ZDTP_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
endfunction()
