/** The database that everything is stored in, whoever runs its server: the schema and its migrations. */
@NullMarked
package io.busbar.standalone.database;

import org.jspecify.annotations.NullMarked;
