package dev.ordercache.app;

import javax.sql.DataSource;

/**
 * What is done at the start with the database, after its tables are made or completed and before
 * anything reads them.
 */
@FunctionalInterface
public interface DatabasePreparation {

  /**
   * Prepares it.
   *
   * @param database connections as the owner of the tables
   * @throws RuntimeException if that fails, which ends the start
   */
  void prepare(DataSource database);
}
