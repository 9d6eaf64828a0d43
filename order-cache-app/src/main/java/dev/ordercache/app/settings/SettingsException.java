package dev.ordercache.app.settings;

import java.util.List;

/** The settings of the application are wrong. The message lists all problems, one on each line. */
public class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With all problems. */
  public SettingsException(List<String> problems) {
    super("wrong settings:\n  " + String.join("\n  ", problems));
  }
}
