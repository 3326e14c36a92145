# `cpack` in the folder of a static release build makes kept_VERSION_ARCHITECTURE.deb. tests/package
# holds it to Debian's policy.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kept)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "follow-up tool that keeps your word to customers")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"kept is a command-line tool for freelancers and small shops who promise things
to customers all day. It remembers who said what, what was promised by when,
and which matters are still open; and it tells, in the morning and from cron,
what is owed and to whom.
.
Whether a promise was kept, kept late or broken follows from its due times and
from when the customer was told of them. All records are in one SQLite file
that belongs to the user. Dates are understood in English and Hebrew.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The kept authors <maintainers@kept.example>")
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS tzdata)

# What only a package has is added by a script, which hears of these by names that begin so.
set(CPACK_KEPT_SOURCE ${PROJECT_SOURCE_DIR})
set(CPACK_KEPT_DATE ${KEPT_DATE})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/complete.cmake)
include(CPack)
