-- A later change: rows that do not use the new column keep their image.
ALTER TABLE person ADD COLUMN place TEXT NOT NULL DEFAULT ''; -- C
-- engine: sqlite
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries stay'); END;
-- engine: postgres
CREATE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries stay';
END $$;
-- engine: postgres
CREATE TRIGGER entry_stays BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_stays();
