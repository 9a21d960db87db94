# infoplane_module(name SOURCES ... [DEPENDS modules...] [PACKAGES targets...])
#
# One library per folder of infoplane/. DEPENDS are other modules, PACKAGES are imported targets.
# The DEPENDS lines of all modules together are the architecture: tests/architecture.sh holds the
# includes against them.
function(infoplane_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PACKAGES" ${ARGN})
  add_library(infoplane_${name} STATIC ${ARG_SOURCES})
  add_library(infoplane::${name} ALIAS infoplane_${name})
  target_include_directories(infoplane_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_compile_options(infoplane_${name} PRIVATE ${INFOPLANE_WARNINGS})
  list(TRANSFORM ARG_DEPENDS PREPEND infoplane::)
  target_link_libraries(infoplane_${name} PUBLIC ${ARG_DEPENDS} ${ARG_PACKAGES})
endfunction()

# infoplane_test(name SOURCES ... DEPENDS modules...)
#
# One GoogleTest program per folder of tests/; every TEST in it is a CTest test of its own.
function(infoplane_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_compile_options(test_${name} PRIVATE ${INFOPLANE_WARNINGS})
  list(TRANSFORM ARG_DEPENDS PREPEND infoplane::)
  target_link_libraries(test_${name} PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()
