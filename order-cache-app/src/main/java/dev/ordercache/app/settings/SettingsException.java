package dev.ordercache.app.settings;

import java.util.List;

/** The application is set up wrongly. The message names everything that is wrong, a line each. */
public class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With everything that is wrong. */
  public SettingsException(List<String> problems) {
    super("wrong settings:\n  " + String.join("\n  ", problems));
  }
}
