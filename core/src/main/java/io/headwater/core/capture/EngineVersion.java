package io.headwater.core.capture;

/** The engine that read a change: its name, its connector and its version. */
public record EngineVersion(String name, String connector, String version) {}
