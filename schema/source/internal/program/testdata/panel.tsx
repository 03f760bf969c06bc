export function Panel({ id }: Props) {
  const [text, setText] = useState<string>("");
  const run = async () => {
    const payload = {
      apiKey: settings.key,
      workflowId: id,
      nodeInfoList: [{ nodeId: "6", fieldName: "text", fieldValue: text }],
    };
    await fetch("/api/runninghub", { method: "POST", body: JSON.stringify(payload) });
  };
  return <div className="x">it's <button onClick={() => run()}>Go</button></div>;
}
